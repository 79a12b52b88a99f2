import { describe, expect, it } from 'vitest';
import { fillCommand, fillText } from '../../src/document/fill-template.js';

const ID = 'eb83fb320c3d610c3cf209fb80aad4277f3ec0991be4500a49829368f2e2ac20';

describe('texts', () => {
  it('name entities, shorten container ids and count what is left out', () => {
    expect(fillText('{{process}} of {{container}}', { process: ['runc:[2:INIT]'], container: [ID] })).toBe(
      'runc:[2:INIT] of eb83fb320c3d',
    );
    expect(fillText('{{pid}}', { pid: ['1', '2', '3', '4', '5'] })).toBe('1, 2, 3 and 2 more');
  });

  it('fall back where nothing is known', () => {
    expect(fillText('{{container|a container}} by {{pid}}', {})).toBe('a container by unknown');
  });

  it('take over the stop of a message at the end of a sentence', () => {
    expect(fillText('It failed: {{reason}}.', { reason: ['no such device.'] })).toBe('It failed: no such device.');
    expect(fillText('失败：{{reason}}。', { reason: ['no such device.'] }, 'zh-CN')).toBe('失败：no such device。');
    expect(fillText('{{reason}} was the reason.', { reason: ['no such device.'] })).toBe(
      'no such device. was the reason.',
    );
  });

  it('name the second of several values by a digit', () => {
    const values = { path: ['/etc/a.pem', '/etc/b.pem'], ipv4: ['10.0.0.1'] };
    expect(fillText('{{path2|no key}}, {{path3|no third}}, {{ipv4}}', values)).toBe('/etc/b.pem, no third, 10.0.0.1');
    expect(fillCommand('cat {{path2}}', values)).toBe('cat /etc/b.pem');
  });

  it('do not reach into prototypes', () => {
    expect(fillText('{{constructor|none}}', {})).toBe('none');
  });
});

describe('commands', () => {
  it('leave other braces alone', () => {
    expect(fillCommand("docker inspect --format '{{.Name}}' {{container}}", { container: [ID] })).toBe(
      `docker inspect --format '{{.Name}}' ${ID}`,
    );
  });

  it("leave docker's own templates alone", () => {
    const command = "docker ps --format '{{range .Ports}}{{.Type}}{{else}}none{{end}}'";
    expect(fillCommand(command, { end: ['x'] })).toBe(command);
  });

  it.each(['x; rm -rf /', '$(reboot)', '`id`', 'a b', "it's", '--privileged', 'a\nb', '*'])(
    'never hold log text that a shell would act on: %j',
    (value) => {
      expect(fillCommand('docker inspect {{container}}', { container: [value] })).toBe('docker inspect CONTAINER');
    },
  );
});
