import fc from 'fast-check';

// The same cases in every run, so that a red build is a change's fault. FAST_CHECK_SEED=$RANDOM npm test looks for new ones.
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20_261_121) });
