import { defineConfig } from 'vitest/config';

// Tests against a real kube-apiserver: `npm run test:live`. The first run builds it, which takes minutes.
export default defineConfig({
  test: {
    include: ['test/live/**/*.live.ts'],
    testTimeout: 3_600_000,
    hookTimeout: 1_900_000,
    fileParallelism: false,
  },
});
