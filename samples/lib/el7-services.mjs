/**
 * Services of a RHEL 7 host: what starts at boot (systemd 219 writes `Starting X...` and `Started X.`) and what goes on
 * all day. Makers return `[identifier, pid or undefined, text]`, the text perhaps as a function of the entry's time.
 */
const SYSTEMD = (text) => ['systemd', 1, text];

const both = (description) => [SYSTEMD(`Starting ${description}...`), SYSTEMD(`Started ${description}.`)];

const mount = (description) => [SYSTEMD(`Mounting ${description}...`), SYSTEMD(`Mounted ${description}.`)];
const target = (description) => [SYSTEMD(`Reached target ${description}.`), SYSTEMD(`Starting ${description}.`)];

/** initrd and early boot, up to local file systems; the LVM lines of the story come behind. */
export function earlyBoot() {
  return [
    [
      'systemd-journal',
      204,
      'Runtime journal is using 8.0M (max allowed 4.0G, trying to leave 4.0G free of 62.7G available → current limit 4.0G).',
    ],
    ['systemd-journal', 204, 'Journal started'],
    SYSTEMD(
      'systemd 219 running in system mode. (+PAM +AUDIT +SELINUX +IMA -APPARMOR +SMACK +SYSVINIT +UTMP +LIBCRYPTSETUP +GCRYPT +GNUTLS +ACL +XZ -LZ4 -SECCOMP +BLKID +ELFUTILS +KMOD +IDN)',
    ),
    SYSTEMD('Detected architecture x86-64.'),
    SYSTEMD('Set hostname to <node-17-08>.'),
    ...target('Swap'),
    SYSTEMD('Created slice User and Session Slice.'),
    SYSTEMD('Created slice system-getty.slice.'),
    SYSTEMD('Created slice system-lvm2\\x2dpvscan.slice.'),
    SYSTEMD('Listening on LVM2 metadata daemon socket.'),
    SYSTEMD('Listening on Device-mapper event daemon FIFOs.'),
    SYSTEMD('Listening on udev Kernel Socket.'),
    SYSTEMD('Listening on udev Control Socket.'),
    ...mount('POSIX Message Queue File System'),
    ...mount('Huge Pages File System'),
    ...mount('Debug File System'),
    ...both('Read and set NIS domainname from /etc/sysconfig/network'),
    ...both('Load Kernel Modules'),
    ...both('Set Up Additional Binary Formats'),
    ...both('Remount Root and Kernel File Systems'),
    ...both('Apply Kernel Variables'),
    ...both('Configure read-only root support'),
    ...both('Load/Save Random Seed'),
    ...both('Create Static Device Nodes in /dev'),
    ...both('udev Kernel Device Manager'),
    ...both('udev Coldplug all Devices'),
    ...both('udev Wait for Complete Device Initialization'),
    ['systemd-udevd', 642, 'starting version 219'],
    [
      'systemd-journal',
      617,
      'Permanent journal is using 96.0M (max allowed 4.0G, trying to leave 4.0G free of 41.3G available → current limit 4.0G).',
    ],
    ['systemd-journal', 617, 'Time spent on flushing to /var is 48.117ms for 1187 entries.'],
    ...both('LVM2 metadata daemon'),
    ...both('Monitoring of LVM2 mirrors, snapshots etc. using dmeventd or progress polling'),
  ];
}

const UNITS = [
  ['rsyslogd', 1188, 'System Logging Service'],
  ['irqbalance', 1190, 'irqbalance daemon'],
  ['smartd', 1193, 'Self Monitoring and Reporting Technology (SMART) Daemon'],
  ['abrtd', 1196, 'ABRT Automated Bug Reporting Tool'],
  ['polkitd', 1201, 'Authorization Manager'],
  ['dbus', 1204, 'D-Bus System Message Bus'],
  ['systemd-logind', 1211, 'Login Service'],
  ['gssproxy', 1217, 'GSSAPI Proxy Daemon'],
  ['crond', 1233, 'Command Scheduler'],
  ['tuned', 1402, 'Dynamic System Tuning Daemon'],
  ['snmpd', 1409, 'Simple Network Management Protocol (SNMP) Daemon.'],
  ['xinetd', 1415, 'Xinetd A Powerful Replacement For Inetd'],
  ['master', 1622, 'Postfix Mail Transport Agent'],
  ['node_exporter', 1431, 'Prometheus exporter of machine metrics'],
  ['puppet-agent', 1437, 'Puppet agent'],
];

/** NetworkManager puts its own time before each message; the text is made when the entry's time is known. */
const nm = (text) => ['NetworkManager', 1214, (us) => `<info>  [${(us / 1e6).toFixed(4)}] ${text}`];

/** NetworkManager, time, sshd and the rest, up to the moment before docker. */
export function services() {
  const lines = [
    ...target('Local File Systems'),
    ...both('Create Volatile Files and Directories'),
    ...both('Security Auditing Service'),
    ...target('System Initialization'),
  ];
  for (const timer of ['Daily Cleanup of Temporary Directories', 'Weekly verification of packages'])
    lines.push(SYSTEMD(`Started ${timer}.`));
  for (const socket of ['D-Bus System Message Bus Socket', 'RPCbind Server Activation Socket'])
    lines.push(SYSTEMD(`Listening on ${socket}.`));
  lines.push(...target('Sockets'), ...target('Basic System'));
  for (const [name, pid, description] of UNITS.slice(0, 8)) {
    lines.push(...both(description));
    if (name === 'rsyslogd')
      lines.push([
        'rsyslogd',
        pid,
        '[origin software="rsyslogd" swVersion="8.24.0" x-pid="1188" x-info="http://www.rsyslog.com"] start',
      ]);
    if (name === 'smartd') lines.push(['smartd', pid, 'Monitoring 0 ATA and 2 SCSI devices']);
    if (name === 'systemd-logind') lines.push(['systemd-logind', pid, 'New seat seat0.']);
  }
  lines.push(...both('NTP client/server'), [
    'chronyd',
    1221,
    'chronyd version 3.1 starting (+CMDMON +NTP +REFCLOCK +RTC +PRIVDROP +SCFILTER +SECHASH +SIGND +ASYNCDNS +IPV6 +DEBUG)',
  ]);
  lines.push(
    ['chronyd', 1221, 'Frequency -18.402 +/- 0.011 ppm read from /var/lib/chrony/drift'],
    SYSTEMD('Starting Network Manager...'),
  );
  lines.push(nm('NetworkManager (version 1.8.0-9.el7) is starting...'));
  lines.push(nm('Read config: /etc/NetworkManager/NetworkManager.conf'));
  const steps = [
    'unmanaged -> unavailable',
    'unavailable -> disconnected',
    'disconnected -> prepare',
    'prepare -> config',
    'config -> ip-config',
    'ip-config -> ip-check',
    'ip-check -> secondaries',
    'secondaries -> activated',
  ];
  for (const device of ['em1', 'em2', 'em3', 'em4', 'bond0']) {
    lines.push(nm(`manager: (${device}): new Ethernet device (/org/freedesktop/NetworkManager/Devices/2)`));
    for (const step of steps) lines.push(nm(`device (${device}): state change: ${step} (reason 'none') [20 30 41]`));
    lines.push(nm(`device (${device}): Activation: successful, device activated.`));
  }
  lines.push(nm('manager: NetworkManager state is now CONNECTED_GLOBAL'), SYSTEMD('Started Network Manager.'));
  lines.push(
    ...target('Network'),
    ...both('OpenSSH server daemon'),
    ['sshd', 1440, 'Server listening on 0.0.0.0 port 22.'],
    ...target('Network is Online'),
  );
  for (const [, , description] of UNITS.slice(8)) lines.push(...both(description));
  lines.push(
    ['crond', 1233, '(CRON) INFO (RANDOM_DELAY will be scaled with factor 61% if used.)'],
    ['snmpd', 1409, 'NET-SNMP version 5.7.2'],
  );
  return lines;
}

const USERS = ['root', 'deploy', 'monitor'];

/** A job of cron: session, slice, command. */
export function cronJob(random, session, pid, user, command) {
  return [
    SYSTEMD(`Started Session ${session} of user ${user}.`),
    SYSTEMD(`Starting Session ${session} of user ${user}.`),
    ['CROND', pid, `(${user}) CMD (${command})`],
  ];
}

/** Somebody logs in and out again. */
export function sshLogin(random, session, pid) {
  const user = random.pick(USERS);
  const port = random.between(32_000, 61_000);
  return [
    [
      'sshd',
      pid,
      `Accepted publickey for ${user} from 10.20.0.${random.between(4, 60)} port ${port} ssh2: RSA SHA256:${random.hex(40)}`,
    ],
    ['systemd-logind', 1211, `New session ${session} of user ${user}.`],
    SYSTEMD(`Started Session ${session} of user ${user}.`),
    ['sshd', pid, `pam_unix(sshd:session): session opened for user ${user} by (uid=0)`],
    ['sshd', pid, `Received disconnect from 10.20.0.9 port ${port}:11: disconnected by user`],
    ['sshd', pid, `pam_unix(sshd:session): session closed for user ${user}`],
    ['systemd-logind', 1211, `Removed session ${session}.`],
  ];
}

export function snmpPoll(random) {
  const port = random.between(32_000, 61_000);
  return Array.from({ length: random.between(3, 5) }, () => [
    'snmpd',
    1409,
    `Connection from UDP: [10.20.0.5]:${port}->[10.20.17.8]:161`,
  ]);
}

export function nrpeCheck(random, pid) {
  return [
    ['xinetd', 1415, `START: nrpe pid=${pid} from=::ffff:10.20.0.6`],
    ['xinetd', 1415, `EXIT: nrpe status=0 pid=${pid} duration=${random.chance(0.1) ? 1 : 0}(sec)`],
  ];
}

export function puppetRun(random, pid) {
  const took = (random.between(900, 2600) / 100).toFixed(2);
  const lines = [['puppet-agent', pid, `Applying configuration version '15432${random.between(10000, 99999)}'`]];
  for (let i = random.between(6, 18); i > 0; i--) {
    lines.push([
      'puppet-agent',
      pid,
      `(/Stage[main]/Base::${random.pick(['Motd', 'Ntp', 'Users', 'Sysctl', 'Repos'])}/File[/etc/${random.pick(['motd', 'chrony.conf', 'sudoers.d/ops', 'sysctl.d/90-k8s.conf'])}]) Scheduling refresh of Service[base-${i}]`,
    ]);
  }
  return [...lines, ['puppet-agent', pid, `Finished catalog run in ${took} seconds`]];
}

export const chrony = (random) => ['chronyd', 1221, `Selected source 10.20.0.${random.pick([11, 12, 13])}`];
export const lease = (random) => [
  ['dhclient', 1377, 'DHCPREQUEST on em4 to 10.21.0.1 port 67 (xid=0x5b1f30a2)'],
  ['dhclient', 1377, 'DHCPACK from 10.21.0.1 (xid=0x5b1f30a2)'],
  ['dhclient', 1377, `bound to 10.21.17.8 -- renewal in ${random.between(1500, 1790)} seconds.`],
];
