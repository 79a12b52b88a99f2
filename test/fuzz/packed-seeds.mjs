// Small archives and compressed texts of every form that is read, made here; journals and others where they are at hand.
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { strToU8, zipSync } from 'fflate';
import { seedsFrom } from './lib.mjs';

const TEXT =
  'Dec 14 20:04:45 host dockerd[812]: time="2018-12-14T20:04:45Z" level=error msg="no space left on device"\n'.repeat(
    6,
  );

/** A tar archive of one member with a header of type `type`. */
export function tarOf(name, data, type = '0', link = '') {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('13404632635\0', 136);
  header.fill(' ', 148, 156);
  header.write(type, 156);
  header.write(link, 157, 100);
  header.write('ustar\0' + '00', 257);
  header.write(
    `${[...header]
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  const padding = Buffer.alloc((512 - (data.length % 512)) % 512);
  return Buffer.concat([header, Buffer.from(data), padding]);
}

export function packedSeeds() {
  const tar = Buffer.concat([
    tarOf('var/log/syslog', TEXT),
    tarOf('../../etc/x', TEXT),
    tarOf('link', '', '2', '/etc/passwd'),
    Buffer.alloc(1024),
  ]);
  const pax = Buffer.concat([tarOf('PaxHeader', '20 path=other/name\n', 'x'), tarOf('x', TEXT), Buffer.alloc(1024)]);
  const zip = Buffer.from(zipSync({ 'a/one.log': strToU8(TEXT), 'two.log': [strToU8(TEXT), { level: 0 }] }));
  return [tar, pax, zip, gzipSync(TEXT), gzipSync(tar), gzipSync(zip), ...others()];
}

/** Journals, and what was packed by others. */
function others() {
  return seedsFrom(['test/fuzz/seeds', '../shared/formats/samples', '../shared/incidents'], {
    accepts: (path) => /\.(?:journal|gz|zst|xz|bz2|zip|tgz|tar)~?$/.test(path),
    maxBytes: 64 * 1024,
    count: 20,
  });
}

/** What the programs of this machine pack; those that are absent are left out. */
export function bzip2Seeds() {
  return [['bzip2'], ['xz'], ['xz', '--check=none', '-0'], ['zstd', '-q', '-c'], ['bzip2', '-1']].flatMap(
    ([program, ...args]) => {
      try {
        return [
          execFileSync(program, [...args, ...(program === 'zstd' ? [] : ['-c'])], {
            input: TEXT,
            stdio: ['pipe', 'pipe', 'ignore'],
          }),
        ];
      } catch {
        return [];
      }
    },
  );
}
