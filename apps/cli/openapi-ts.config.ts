import { defineConfig } from '@hey-api/openapi-ts';

/** The typed client of the console's backend, from the specification the backend publishes. */
export default defineConfig({
  input: 'apps/console/openapi.json',
  output: { path: 'apps/cli/src/client/generated', postProcess: ['prettier'] },
  plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
});
