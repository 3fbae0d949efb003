import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [vue()],
  resolve: { conditions: ['browser'], alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  test: {
    environment: 'jsdom',
    include: ['tests/**/*.test.ts'],
    globalSetup: ['tests/compile_forms.ts'],
    setupFiles: ['tests/setup.ts'],
    testTimeout: 20_000,
    // The engine is written for browsers: run it through Vite, with the browser build of its reactivity.
    server: { deps: { inline: [/@getodk\/xforms-engine/, /solid-js/] } },
  },
});
