/** The environment of measured processes: without certificates that Node.js would read at its start, up to 0.05 s where a machine sets them. */
export const environment = { ...process.env };
delete environment.NODE_EXTRA_CA_CERTS;
