// Loaded into a docklog process and its threads (`node --require`): breaks the threads in the way that BREAK names.
const process = require('node:process');
const threads = require('node:worker_threads');
const { syncBuiltinESMExports } = require('node:module');

/** Blocks that a thread searches before it breaks. */
const BLOCKS = 2;

const inThread = {
  throws: () =>
    afterBlocks(() => {
      throw new Error('broken on purpose');
    }),
  exits: () => afterBlocks(() => process.exit(7)),
  'throws in a block': () =>
    inBlock((hits) => {
      hits.fill(3);
      throw new Error('broken on purpose');
    }),
  'runs out of memory': () =>
    inBlock(() => {
      const held = [];
      for (;;) held.push(new Array(100_000).fill({}));
    }),
};

const inMain = {
  'is killed': () => {
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(...given) {
        super(...given);
        // The main thread searches too: a later block may be this thread's last one.
        this.once('message', () => void this.terminate());
      }
    };
  },
  // The rest is done in the thread, which here gets little memory.
  'runs out of memory': () => {
    const { Worker } = threads;
    threads.Worker = class extends Worker {
      constructor(file, options) {
        super(file, { ...options, resourceLimits: { maxOldGenerationSizeMb: 16 } });
      }
    };
  },
  'cannot be started': () => {
    threads.Worker = class {
      constructor() {
        throw new Error('broken on purpose');
      }
    };
  },
};

function afterBlocks(breakDown) {
  let left = BLOCKS;
  threads.parentPort.on('message', () => {
    if (left-- === 0) breakDown();
  });
}

/** Literals are sorted at the end of a block: it then is begun, and what was found is there in part. */
function inBlock(breakDown) {
  let left = BLOCKS;
  const { sort } = Int32Array.prototype;
  Int32Array.prototype.sort = function (...given) {
    if (left-- > 0) return sort.apply(this, given);
    return breakDown(this);
  };
}

(threads.isMainThread ? inMain : inThread)[process.env.BREAK]?.();
syncBuiltinESMExports();
