import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    // In CI a missing golden file is a failure, not a new golden.
    update: false,
  },
});
