import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '../../src/core/limits.js';
import { createScanTables } from '../../src/scan-tables.js';
import { scanSource } from '../../src/scan-source.js';
import { openInput } from '../../src/sources/open-input.js';

async function scan(text: string, prefilter = true): Promise<string[]> {
  const tables = createScanTables([], DEFAULT_LIMITS, prefilter);
  const { versions } = await scanSource(0, await openInput({ name: 'log', data: text }), tables);
  return versions.map(
    ({ program, version, isPatched, host, line }) =>
      `${line}: ${program} ${version}${isPatched ? ' patched' : ''}${host === undefined ? '' : ` on ${host}`}`,
  );
}

const FILLER = Array.from(
  { length: 40 },
  (_, index) =>
    `time="2018-12-14T20:04:${10 + index}.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json?all=1"\n`,
).join('');

/** What each text tells, read alone and behind 40 lines, with every line looked at and with candidates only. */
const LINES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'dockerd in logfmt',
    'time="2026-11-21T12:29:55.438369130+08:00" level=info msg="Docker daemon" commit=f5ec1e2 graphdriver=vfs version=17.03.2-ce \n',
    ['1: docker 17.03.2-ce'],
  ],
  [
    'dockerd and containerd in a journal',
    'Nov 21 03:03:39 node2 containerd[24844]: time="2026-11-21T03:03:39.237765031Z" level=info msg="starting containerd" revision="1.6.20~ds1-1+deb12u3" version="1.6.20~ds1"\n' +
      'Nov 21 03:03:39 node2 dockerd[24851]: time="2026-11-21T03:03:39.418918927Z" level=info msg="Docker daemon" commit=5d6db84 graphdriver(s)=overlay2 version=20.10.24+dfsg1\n',
    ['1: containerd 1.6.20~ds1 patched on node2', '2: docker 20.10.24+dfsg1 patched on node2'],
  ],
  [
    'dockerd in JSON',
    '{"commit":"3ef3c07c883be49a2e8097bcf6d2952fce1d70eb","level":"info","msg":"Docker daemon","storage-driver":"vfs","time":"2026-11-21T03:23:08.149367921Z","version":"28.5.2"}\n',
    ['1: docker 28.5.2'],
  ],
  [
    'dockerd on a terminal',
    '\u001b[34mINFO\u001b[0m[0001] Docker daemon                                 \u001b[34mcommit\u001b[0m=f5ec1e2 \u001b[34mgraphdriver\u001b[0m=vfs \u001b[34mversion\u001b[0m=17.03.2-ce\r\n',
    ['1: docker 17.03.2-ce'],
  ],
  [
    "Red Hat's dockerd, by its commit",
    'time="2018-12-14T20:04:09.438369130+08:00" level=info msg="Docker daemon" commit="7d71120/1.13.1" graphdriver=overlay2 version=1.13.1\n',
    ['1: docker 1.13.1 patched'],
  ],
  [
    'containerd under dockerd',
    'INFO[0000] starting containerd                           module=containerd revision=cfd04396dc68220d1cecbe686a6cc3aa5ce3667c version=v1.0.2\n',
    ['1: containerd v1.0.2'],
  ],
  [
    'the kernel at its start',
    '[    0.000000] Linux version 3.10.0-957.12.1.el7.x86_64 (mockbuild@kbuilder.bsys.centos.org) (gcc version 4.8.5) #1 SMP\n',
    ['1: kernel 3.10.0-957.12.1.el7.x86_64 patched'],
  ],
  [
    'the kubelet, of the daemon',
    'I1214 20:04:51.999123    3012 kuberuntime_manager.go:186] Container runtime docker initialized, version: 17.03.2-ce, apiVersion: 1.27.0\n',
    ['1: docker 17.03.2-ce'],
  ],
  [
    'the kubelet from 1.21 on',
    'I1214 20:04:51.999123    3012 kuberuntime_manager.go:222] "Container runtime initialized" containerRuntime="containerd" version="v1.6.8" apiVersion="v1"\n',
    ['1: containerd v1.6.8'],
  ],
  [
    'docker version 17.03',
    'Client:\n Version:      17.12.1-ce\n API version:  1.35\n Go version:   go1.9.4\n\n' +
      'Server:\n Version:      17.03.2-ce\n API version:  1.27 (minimum version 1.12)\n Go version:   go1.7.6\n Git commit:   f5ec1e2\n Built:        Tue Jun 27 02:21:36 2017\n',
    ['7: docker 17.03.2-ce', '9: go go1.7.6'],
  ],
  [
    'docker version 20.10',
    'Server: Docker Engine - Community\n Engine:\n  Version:          20.10.5\n  API version:      1.41 (minimum version 1.12)\n  Go version:       go1.13.15\n  Git commit:       363e9a8\n' +
      ' containerd:\n  Version:          1.4.4\n  GitCommit:        05f951a3781f4f2c1911b05e61c160e9c30eaa8e\n runc:\n  Version:          1.0.0-rc93\n  GitCommit:        12644e614e25b05da6fd08a38ffa0cfe1903fdec\n docker-init:\n  Version:          0.19.0\n',
    ['3: docker 20.10.5', '5: go go1.13.15', '8: containerd 1.4.4', '11: runc 1.0.0-rc93'],
  ],
  [
    "docker version of a vendor's edition",
    'Server: Docker Engine - Enterprise\n Engine:\n  Version:          18.09.2\n  API version:      1.39 (minimum version 1.12)\n  Git commit:       1ac774d\n',
    ['3: docker 18.09.2 patched'],
  ],
  [
    'docker info',
    'Containers: 14\nServer Version: 17.03.2-ce\nStorage Driver: overlay\ncontainerd version: 4ab9917febca54791c5f071a9d1f404867857fcc\nrunc version: 54296cf40ad8143b62dbcaa1d90e520a2136ddfe\nKernel Version: 3.10.0-693.el7.x86_64\n',
    ['2: docker 17.03.2-ce', '6: kernel 3.10.0-693.el7.x86_64 patched'],
  ],
  ['docker info 1.x, which may be a distribution', 'Server Version: 1.13.1\n', ['1: docker 1.13.1 patched']],
  ['runc --version', 'runc version 1.0.0-rc2\nspec: 1.0.0\n', ['1: runc 1.0.0-rc2']],
];

/** Words that are not a daemon's about itself. */
const FOREIGN: readonly (readonly [string, string])[] = [
  [
    'a docker in a container',
    '{"log":"time=\\"2018-12-14T20:04:09Z\\" level=info msg=\\"Docker daemon\\" commit=f5ec1e2 version=17.03.2-ce\\n","stream":"stderr","time":"2018-12-14T12:04:09.1Z"}\n',
  ],
  ['kubectl version', 'Client Version: v1.28.1\nServer Version: v1.28.2\n'],
  ['a web server', 'Server Version: Apache/2.4.6 (CentOS)\n'],
  ['the client', 'Client:\n Version:      17.12.1-ce\n API version:  1.35\n Go version:   go1.9.4\n'],
  ['docker --version', 'Docker version 17.03.2-ce, build f5ec1e2\n'],
  ['podman', 'Server: Podman Engine\n Version:      4.4.1\n API version:  4.4.1 (minimum version 4.0.0)\n'],
  ['a block without what only docker prints', 'Server:\n Version:      17.03.2-ce\n'],
  [
    'a command that failed',
    'time="2018-12-14T20:04:09Z" level=warning msg="failed to retrieve runc version: exec: \\"runc\\": executable file not found in $PATH"\n',
  ],
  [
    'a start of a binary',
    'time="2026-11-21T03:22:45.737943637Z" level=debug msg="starting containerd binary" binary=containerd version=1.2.3\n',
  ],
  [
    'a build of no version',
    'time="2018-12-14T20:04:09Z" level=info msg="Docker daemon" commit=library-import graphdriver=vfs version=library-import\n',
  ],
  ['an application', 'Dec 14 20:04:09 node2 myapp[12]: Linux version 3.10.0 is not supported\n'],
];

describe('the versions', () => {
  it.each(LINES)('of %s are read', async (_, text, expected) => {
    expect(await scan(text)).toEqual(expected);
  });

  it.each(LINES)('of %s are read by the fast path too, and no others', async (_, text, expected) => {
    const long = `${FILLER}${text}${FILLER}`;
    const shifted = expected.map((line) => line.replace(/^\d+/, (number) => String(Number(number) + 40)));
    expect(await scan(long)).toEqual(shifted);
    expect(await scan(long, false)).toEqual(shifted);
  });

  it.each(FOREIGN)('of %s do not count', async (_, text) => {
    expect(await scan(text)).toEqual([]);
    expect(await scan(`${FILLER}${text}${FILLER}`, false)).toEqual([]);
  });

  it('are kept where they change only, 200 at most', async () => {
    const start = (second: number, version: string): string =>
      `time="2018-12-14T20:04:${second}.438369130+08:00" level=info msg="Docker daemon" commit=f5ec1e2 graphdriver=vfs version=${version}\n`;
    expect(await scan(start(10, '17.03.2-ce') + start(11, '17.03.2-ce') + start(12, '17.12.1-ce'))).toEqual([
      '1: docker 17.03.2-ce',
      '3: docker 17.12.1-ce',
    ]);
    const many = Array.from({ length: 500 }, (_, index) => start(10, `17.03.${index}-ce`)).join('');
    expect(await scan(many)).toHaveLength(200);
  });
});
