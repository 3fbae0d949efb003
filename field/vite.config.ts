import vue from '@vitejs/plugin-vue';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const app = {
  id: '/app/',
  name: 'Bina Kampung',
  short_name: 'Bina Kampung',
  description: 'Catat tanpa sinyal, kirim saat ada sinyal.',
  lang: 'id',
  display: 'standalone' as const,
  start_url: '/app/',
  scope: '/app/',
  theme_color: '#0b4f4c',
  background_color: '#f3f6f5',
  icons: [
    { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
    { src: 'icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' as const },
  ],
};

export default defineConfig({
  base: '/app/',
  resolve: { alias: { '@': here('src') } },
  plugins: [
    vue(),
    VitePWA({
      // A new version waits until the worker says so: never a reload in the middle of a child's measurements.
      registerType: 'prompt',
      injectRegister: null,
      manifest: app,
      includeAssets: ['icon.svg', 'icon-192.png'],
      workbox: {
        globPatterns: ['**/*.{js,css,html,woff2}'],
        globIgnores: ['**/webform-*'],
        navigateFallback: '/app/index.html',
        navigateFallbackAllowlist: [/^\/app\//],
        maximumFileSizeToCacheInBytes: 4_000_000,
        cleanupOutdatedCaches: true,
        clientsClaim: true,
      },
    }),
  ],
  build: {
    outDir: here('../binakampung/portal/static/field'),
    emptyOutDir: true,
    target: 'es2022',
    // Names of the built files, for the office page that shows the same forms (`src/webform.ts`).
    manifest: true,
    chunkSizeWarningLimit: 1_600,
    rollupOptions: {
      input: { index: here('index.html'), webform: here('src/webform.ts') },
      // The engine's WebAssembly glue holds two calls of eval for modules that it never loads; the policy forbids them.
      checks: { eval: false },
    },
  },
  server: { proxy: { '/sync': 'http://127.0.0.1:8000' } },
});
