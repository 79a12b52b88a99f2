import { describe, expect, it } from 'vitest';
import { decidingCommand, isReadOnly } from '../../src/incidents/deciding-command.js';
import { signature } from '../correlation/timeline.js';

const decide = (missing: readonly string[], confirm: readonly string[]) =>
  decidingCommand({
    signature: signature({ id: 'test.a', confirm }),
    signals: [],
    count: 1,
    confidence: 1,
    reasons: [],
    missing,
    partIds: [],
  });

describe('the command that decides', () => {
  it('is the first one that the missing evidence names, else that of the signature', () => {
    expect(decide(['add the kernel log (`dmesg -T`, or `journalctl -k`)'], ['`docker ps -a` shows it'])?.command).toBe(
      'dmesg -T',
    );
    expect(decide([], ['`docker ps -a` shows it'])?.command).toBe('docker ps -a');
    expect(decide([], ['a second dump'])).toBeUndefined();
  });

  it('is no quoted word of a log', () => {
    expect(decide(['a line with `Created` in it'], [])).toBeUndefined();
    expect(decide(['the field `msg` is empty; `dmesg` shows more'], [])?.command).toBe('dmesg');
  });
});

describe('a command is read-only', () => {
  it.each([
    'dmesg -T',
    'journalctl -u containerd --since "2024-01-01 10:00"',
    'kill -USR1 $(pidof containerd docker-containerd)',
    'docker inspect --format "{{.State.OOMKilled}}" web',
    'sudo lvs -a',
    'ps aux | grep runc | head -5',
    'cat /proc/1/stack 2>/dev/null',
    'systemctl status docker',
    'ip link',
    'iptables -t nat -L -n',
  ])('%s', (command) => {
    expect(isReadOnly(command)).toBe(true);
  });

  it.each([
    'dmesg -C',
    'dmesg --clear',
    'journalctl --vacuum-size=1G',
    'kill -9 4711',
    'kill -USR1 4711',
    'docker restart web',
    'docker system prune',
    'systemctl restart docker',
    'echo 1 > /proc/sys/vm/drop_caches',
    'cat a; rm -rf /var/lib/docker',
    'ip link set eth0 down',
    'cat $(rm x)',
    'sysctl -w vm.panic_on_oom=1',
    'mount -o remount,ro /',
    'anything else',
  ])('%s is not', (command) => {
    expect(isReadOnly(command)).toBe(false);
  });
});
