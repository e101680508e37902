import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const here = fileURLToPath(new URL('.', import.meta.url));
/** Where `vite` in development sends the API; the console's backend of a running `npm start`. */
const backend = process.env['CONSOLE_URL'] ?? 'http://127.0.0.1:4400';

export default defineConfig({
  root: here,
  plugins: [react()],
  build: {
    outDir: '../../../dist/apps/console/web',
    // The page that is being served keeps its files until the new index.html, written last, points to the new ones.
    emptyOutDir: false,
    target: 'es2023',
    // The page's policy forbids data: scripts and fonts; nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': backend, '/auth': backend } },
});
