import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../src/redact/redactor.js';

const redact = (text: string): string => createRedactor().text(text);

describe('the redactor', () => {
  it.each([
    ['10.3.41.7:2375 refused', '198.18.0.1:2375 refused'],
    ['lookup db on [2a02:908:1a::17]:53', 'lookup db on [2001:db8::1]:53'],
    ['dial tcp: lookup registry.bank.internal: no such host', 'dial tcp: lookup host-1.example: no such host'],
    ['Get https://hub.bank.de/v2/: EOF', 'Get https://host-1.example/v2/: EOF'],
    ['open /home/alice/.docker/config.json', 'open /home/user-1/.docker/config.json'],
    [
      'pam_unix(sudo:session): session opened for user bob by',
      'pam_unix(sudo:session): session opened for user user-1 by',
    ],
    ['mail to ops.team@bank.de', 'mail to user-1@host.example'],
    ['veth hwaddr 52:54:00:a1:b2:c3 up', 'veth hwaddr 02:00:00:00:00:01 up'],
    ['REGISTRY_PASSWORD=hunter22 set', 'REGISTRY_PASSWORD=token-1 set'],
    ['Authorization: Bearer abcdef0123456789', 'Authorization: Bearer token-1'],
    ['https://ci:s3cr3tpw@git.bank.de/x', 'https://ci:token-1@host-1.example/x'],
    ['msg="pulling image \\"hub.bank.de/pay/core:1.4\\""', 'msg="pulling image \\"image-1:1.4\\""'],
  ])('turns %j into %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });

  it.each([
    'Dec 14 20:04:45 time="2018-12-14T20:04:45.788669544+08:00" level=debug msg="Calling GET /v1.27/containers/json"',
    'github.com/docker/docker/daemon.(*Daemon).containerStart(0xc4203a0000, 0x40)',
    '\t/go/src/github.com/docker/docker/daemon/list.go:149 +0x5d',
    'listening on 127.0.0.1:2375, [::1]:2375 and 0.0.0.0:53, mask 255.255.255.0',
    'dial tcp: lookup registry-1.docker.io: no such host',
    'docker-17.03.2.ce.service: Main process exited, code=exited, status=1/FAILURE',
    'Task in /docker/5f3a1c9be0d2476a8f11b7c60e94d3a25c7781f0a6be3d94402f6a9d17cc83e1 killed',
    'linux 3.10.0-327.el7.x86_64, runc 1.0.0-rc5, sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'failed to start user namespaces: unknown',
  ])('leaves %j as it is', (text) => {
    expect(redact(text)).toBe(text);
  });

  it('gives one value one pseudonym, and writes the ledger', () => {
    const redactor = createRedactor([{ kind: 'host', value: 'pay-node-7' }]);
    expect(redactor.text('Dec 14 20:04:45 pay-node-7 dockerd[1]: 10.1.1.1')).toBe(
      'Dec 14 20:04:45 host-1 dockerd[1]: 198.18.0.1',
    );
    expect(redactor.text('10.1.1.2 10.1.1.1 pay-node-7 pay-node-77')).toBe('198.18.0.2 198.18.0.1 host-1 pay-node-77');
    expect(redactor.ledger()).toEqual([
      { kind: 'host', original: 'pay-node-7', pseudonym: 'host-1', count: 2 },
      { kind: 'address', original: '10.1.1.1', pseudonym: '198.18.0.1', count: 2 },
      { kind: 'address', original: '10.1.1.2', pseudonym: '198.18.0.2', count: 1 },
    ]);
  });

  it('does not take a host named like an ordinary word for a name', () => {
    expect(createRedactor([{ kind: 'host', value: 'docker' }]).text('docker ps hangs')).toBe('docker ps hangs');
  });

  it('leaves no address of its input in its output', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.string({ maxLength: 40 }), (address, around) => {
        const [first = 0, second = 0] = address.split('.').map(Number);
        fc.pre(first > 0 && first !== 127 && first < 224 && ![169, 192, 198, 203].includes(first) && second > 0);
        expect(redact(`${around} ${address} ${around}`)).not.toContain(` ${address} `);
      }),
    );
  });
});
