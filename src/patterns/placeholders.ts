/**
 * Named pieces for regular expressions in pattern files, written `{{name}}`. Each is bounded and free of nested repetition.
 * The example is what the piece matches as a whole; a test holds it to that.
 */
export const PLACEHOLDERS = {
  containerId: { regex: '[0-9a-f]{12,64}', example: 'eb83fb320c3d' },
  fullId: { regex: '[0-9a-f]{64}', example: 'a'.repeat(64) },
  hex: { regex: '(?:0x)?[0-9a-f]{1,16}', example: '0xc42074f570' },
  number: { regex: '-?\\d{1,20}', example: '-12' },
  pid: { regex: '\\d{1,10}', example: '20357' },
  goDuration: { regex: '\\d[\\d.]{0,19}(?:ns|[µu]s|ms|s|m|h)[\\dhmsµun.]{0,30}', example: '3m30.5s' },
  unit: {
    regex: '[A-Za-z0-9:_.@\\\\-]{1,200}\\.(?:service|socket|mount|scope|slice|target|timer|device|swap|path)',
    example: 'docker.service',
  },
  device: { regex: '[A-Za-z0-9][A-Za-z0-9_.:+-]{0,63}', example: 'docker-thinpool' },
  interface: { regex: '[A-Za-z0-9][A-Za-z0-9_.@+-]{0,15}', example: 'veth3f2a1b0' },
  path: { regex: '/[^\\s"\':,;)]{0,300}', example: '/var/run/docker.sock' },
  name: { regex: '[A-Za-z0-9][A-Za-z0-9_.-]{0,127}', example: 'web-1' },
  image: { regex: '[a-z0-9][A-Za-z0-9_./:@-]{0,255}', example: 'docker.io/library/nginx:1.25' },
  host: { regex: '[A-Za-z0-9][A-Za-z0-9_.-]{0,252}', example: 'registry.example.com' },
  address: { regex: '(?:\\[[0-9a-fA-F:.%]{2,60}\\]|[A-Za-z0-9_.-]{1,253})(?::\\d{1,5})?', example: '10.0.0.1:2375' },
  version: { regex: '\\d[\\w.+~-]{0,63}', example: '17.03.2-ce' },
} as const satisfies Record<string, { readonly regex: string; readonly example: string }>;

/** Replaces `{{name}}` in a regular expression's source; unknown names are returned as problems. */
export function expandPlaceholders(source: string): { readonly regex: string; readonly unknown: readonly string[] } {
  const unknown: string[] = [];
  const table: Readonly<Record<string, { readonly regex: string }>> = PLACEHOLDERS;
  const regex = source.replace(/\{\{(\w{1,40})\}\}/g, (whole, name: string) => {
    const piece = Object.hasOwn(table, name) ? table[name] : undefined;
    if (piece === undefined) {
      unknown.push(name);
      return whole;
    }
    return `(?:${piece.regex})`;
  });
  return { regex, unknown };
}
