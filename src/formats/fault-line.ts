/**
 * What only the kernel says behind `comm[pid]: ` of a program's fault: x86 (also ppc: `segfault (11) at`), arm64, riscv and mips.
 * The comm looks like an envelope's program: `nginx[1234]: segfault at 0 ip 0000558d08625139 sp 00007ffd7a0768a0 error 6 in …`.
 */
const FAULT =
  /^(?:segfault (?:\(\d{1,3}\) )?at [0-9a-f]{1,16} (?:r?ip|nip|code) |unhandled (?:signal \d|exception: [^,]{1,80}, ESR 0x|level \d .{1,40} fault \(|alignment fault \())/;

/** Whether a message that stands behind `name[pid]: ` is the kernel's. */
export function isFaultText(message: string): boolean {
  const code = message.charCodeAt(0);
  return (code === 0x73 || code === 0x75) && FAULT.test(message);
}
