/**
 * `MESSAGE=` and a text of 40 lines as the programs pack it: `xz --check=none --lzma2=dict=1MiB`, the block in what `lz4` writes,
 * `zstd --no-check`.
 */
export const PACKED_TEXT = `MESSAGE=${Array.from({ length: 40 }, (_, i) => `goroutine ${i * 7} [chan receive, ${i} minutes]: größe ${i}`).join('\n')}`;

const LZ4_BLOCK = Buffer.from(
  '9ipNRVNTQUdFPWdvcm91dGluZSAwIFtjaGFuIHJlY2VpdmUsIDAgbWludXRlc106IGdyw7bDn2UgMAoxABw3MQAfMTEAABcxMQAsMTQyAB8yMg' +
    'AAFzIyACwyMTIAHzMyAAAYMzIAHDgyAB80MgAAFzQyACwzNTIAHzUyAAAXNTIALDQyMgAfNjIAABg2MgAcOTIAHzcyAAAXNzIALDU2MgAfODIA' +
    'ABc4MgAsNjMyAB85MgAAFzkyAB038wEfMfQBARkx9QEO9gEP9wECCPgBHTj4AR8x+QEBGDH6AR05+gEfMfsBARgx/AEdOfwBHzH9AQEYMf4BLT' +
    'Ew/wEfMQACARgxAQItMTECAh8xAwIBGDEEAi0xMQUCHzEGAgEYMQcCLTEyCAIfMQkCARgxCgItMTMLAh8xDAIBGDENAi0xNA4CHzIOAgEYMg4C' +
    'LTE0DwIfMg8CARgyDwItMTUQAh8yEAIBGDIQAi0xNhECHzIRAgEYMhECLTE2EgIfMhICARkyEgIdNxICHzISAgEZMhICHTgSAh8yEgIBGTISAh' +
    '04EgIfMhICARkyEgIdORICHzISAgEYMhICLTIwEgIfMhICARgyEgItMjESAh8zEgIBGDMSAi0yMRICHzMSAgEYMxICLTIyEgIfMxICARgzEgIt' +
    'MjMSAh8zEgIBGDMSAi0yMxICHzMSAgEYMxICLTI0EgIfMxICARgzEgItMjUSAh8zEgIBGDMSAi0yNRICHzMSAgEYMxICLTI2EgIfMxICARkzEg' +
    'IdNxICHTMSAlCfZSAzOQ==',
  'base64',
);

/** journald puts the size before an LZ4 block. */
function withSize(block: Buffer): Buffer {
  const size = Buffer.alloc(8);
  size.writeUInt32LE(Buffer.byteLength(PACKED_TEXT));
  return Buffer.concat([size, block]);
}

export const PACKED = {
  xz: Buffer.from(
    '/Td6WFoAAAD/EtlBAgAhARAAAACocI6G4AgpAQ9dACaRRsDRlFfkk6q9S4FeoFJyfA/9XVfAZCqIaXYrCBHyHn7Ap133XZyWGpvaDIYewSaGiy' +
      'AQ8RSox9d2aihFRoODWA8RsCDASUrK4wCtXMRI3tpFXu9hT+7rCannqHKRexH0Ps46DDII6RxTrMu6/OzNGpCNEWV+/dddvj8dJA3JlCdmy4a4' +
      'C8ltUTxOtLDg+wzSp4qP2trW8VWUKH26p0i+wjhj5WUkSH0CFi3V1Pn+buz23S+4zcPua/4Nu3Nx9y0ETOBsnkPA8DRXsEYeT7SODetscvLIUI' +
      '8vBuXRe2ZDoVS2kJkeCht/rigx/LK9dDyJZPhIQ12NuPjhAqn0B+ERJ/J1PqjdoaKEMCwT1FwAAAABowKqEAAA7L7tGKgACvwCAAAAAABZWg==',
    'base64',
  ),
  lz4: withSize(LZ4_BLOCK),
  zstd: Buffer.from(
    'KLUv/WAqB90IAGIMIyJwSVs4/E7PVVUd6ps0mza2TQLvbuNYR4KWlmwpCeH+dz0RrmXtYqvYKraJbdmWLdnOdpKIpCMb2UhGrsk11WSaTH9//v' +
      '//6Hfvvj1iznW1thRjbi0mpVRTau0k088A0HkOiYcEgxwBBIbXIJRk4aAT8BqSdzzmKAkKx8FB5ylJg1iYBRkoCggMozAIdagxwK//d1AzokA3' +
      'ETxC4ZCQeWJ+eBWN2J5GW71CbE+jrV4htlfRlfmlWipsiWCTgnwONNgJsmSBAFHCqkS4Q+iDHwe5wWFQW/AqqAR/CNKBY6Ao8CbQAT8CcoADYN' +
      'X/yN9hf5BfKNmPYemjWvmK48N74BsEnDQYCbAz+DX52XaqwrikiQQVJE8KsCo=',
    'base64',
  ),
};
