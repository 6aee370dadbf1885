import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    // A ceiling for a hung test on a busy machine, not a budget.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Every core: by default one is left idle, which on two cores is half of them.
    maxWorkers: '100%',
  },
});
