import { hashText } from './random.mjs';

/**
 * Writes goroutines as `runtime.Stack` of Go 1.7 prints them, from tables of frames. A frame is
 * `[function, arguments, file:line]`; in the arguments a name stands for a pointer of the daemon (`D`) or of this
 * goroutine (`w`, `r`, `vars`, …), `?` for some other heap pointer, anything else for itself.
 */
const GO = '/usr/local/go/src/';
const DOCKER = '/go/src/github.com/docker/docker/';
const D = 'github.com/docker/docker/';
const V = `${D}vendor/`;

/** Offset of the call within its function: of no meaning here, but the same for the same frame. */
const offset = (place) => `+0x${((hashText(place) % 0x8f0) + 0x18).toString(16)}`;

const fileOf = (place) => (place.startsWith('go:') ? GO + place.slice(3) : DOCKER + place);

/** Frames of Go's own library, of docker and of what docker vendors. */
export const go = (name, args, place) => [name, args, `go:${place}`];
export const dk = (name, args, place) => [D + name, args, place];
export const vendor = (name, args, place) => [V + name, args, `vendor/${place}`];

const HEAP_WORD = /^[a-z]+\d?(\+16)?$/i;

/** Writes goroutines; `shared` are pointers of the daemon, the same in all. */
export function createStackWriter(random, shared) {
  const heap = () => `0xc42${random.hex(6)}0`;
  const constants = { T: '0x20abf60', W: '0x20a86e0', C0: '0x20aa320', execroot: '0x7ffcd9d1ef6e', ...shared };

  function argument(token, own) {
    if (token === '?') return heap();
    if (token in constants) return constants[token];
    if (token === '...' || !HEAP_WORD.test(token) || token.startsWith('0x')) return token;
    const [name, plus] = token.split('+');
    own[name] ??= heap();
    return plus === undefined ? own[name] : `0x${(BigInt(own[name]) + BigInt(plus)).toString(16)}`;
  }

  function frame([name, args, place], own) {
    const words = args === '' ? [] : args.split(' ').map((token) => argument(token, own));
    return `${name}(${words.join(', ')})\n\t${fileOf(place)} ${offset(place)}\n`;
  }

  /** Text of one goroutine, ending in a newline. `waitMinutes` below 1 are not shown. */
  return function goroutine({ id, state, waitMinutes = 0, locked = false, frames, createdBy }) {
    const own = {};
    const minutes = waitMinutes >= 1 ? `, ${waitMinutes} minutes` : '';
    let text = `goroutine ${id} [${state}${minutes}${locked ? ', locked to thread' : ''}]:\n`;
    for (const each of frames) text += frame(each, own);
    if (createdBy !== undefined)
      text += `created by ${createdBy[0]}\n\t${fileOf(createdBy[2])} ${offset(createdBy[2])}\n`;
    return text;
  };
}
