import { spawn } from 'node:child_process';
import type { Step } from './steps.js';

/** What became of a step. */
export type StepOutcome =
  | { readonly status: 'done'; readonly exitCode: number }
  | { readonly status: 'timed-out' }
  | { readonly status: 'cut'; readonly atBytes: number }
  | { readonly status: 'not-started'; readonly reason: string };

export interface StepResult {
  readonly step: Step;
  readonly outcome: StepOutcome;
  readonly seconds: number;
  /** Standard output, and standard error behind it where the program failed. */
  readonly data: Uint8Array;
}

/** Bytes of one step that are kept. */
const MAX_BYTES = 128 * 1024 * 1024;
const MAX_ERROR_BYTES = 64 * 1024;

/**
 * Runs one step and gives it up after its time: a process that cannot even be killed (uninterruptible sleep) is left behind, not waited for.
 * Never rejects.
 */
export function runStep(step: Step, seconds = step.seconds): Promise<StepResult> {
  const started = performance.now();
  const [program, ...args] = step.command;
  return new Promise((resolve) => {
    const out: Uint8Array[] = [];
    const err: Uint8Array[] = [];
    let bytes = 0;
    let errorBytes = 0;
    // A group of its own, so that what it started is ended with it.
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: { ...process.env, LC_ALL: 'C', SYSTEMD_COLORS: '0', SYSTEMD_PAGER: '' },
    });
    let isOver = false;
    const end = (outcome: StepOutcome): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      const failed = outcome.status !== 'done' || outcome.exitCode !== 0;
      child.stdout.destroy();
      child.stderr.destroy();
      child.unref();
      resolve({
        step,
        outcome,
        seconds: Math.round(performance.now() - started) / 1000,
        data: Buffer.concat(failed ? [...out, ...err] : out),
      });
    };
    const stop = (outcome: StepOutcome): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
      } catch {
        // It is gone already, or not ours to kill.
      }
      end(outcome);
    };
    const timer = setTimeout(() => {
      stop({ status: 'timed-out' });
    }, seconds * 1000);
    child.on('error', (error) => {
      end({ status: 'not-started', reason: error.message });
    });
    child.on('close', (code) => {
      end({ status: 'done', exitCode: code ?? -1 });
    });
    child.stdout.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) stop({ status: 'cut', atBytes: MAX_BYTES });
      else out.push(chunk);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      errorBytes += chunk.length;
      if (errorBytes <= MAX_ERROR_BYTES) err.push(chunk);
    });
  });
}
