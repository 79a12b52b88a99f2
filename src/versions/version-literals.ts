/**
 * Texts of the lines that tell a version, one of which stands in each that `createVersionObserver` reads alone (`Linux version ` besides, which marks a
 * boot anyway). A `Server:` block is told by the line in it that Docker prints since 1.13, `API version: 1.27 (minimum version 1.12)`.
 */
export const VERSION_LITERALS = [
  'Docker daemon',
  'starting containerd',
  'Linux version ',
  'Server Version: ',
  'Kernel Version: ',
  'runc version',
  'containerd version: ',
  '(minimum version ',
  'initialized, version: ',
  'Container runtime initialized',
];
