import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/global-setup.ts',
    // Processes, as tests kill children, set process.env and send signals.
    pool: 'forks',
    maxWorkers: 2,
    // Whole programs are run on machines that are busy with other things: a test that hangs is rare, one that is slow is not.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
