const { readFileSync } = require('node:fs');
const { compilerOptions } = require('./tsconfig.base.json');

const swcrc = JSON.parse(readFileSync(`${__dirname}/.swcrc`, 'utf8'));
// Aliases are resolved by jest here; swc resolves them in the build.
const { baseUrl, paths, ...jsc } = swcrc.jsc;

const moduleNameMapper = {
  ...Object.fromEntries(
    Object.entries(compilerOptions.paths).map(([alias, [target]]) => [
      `^${alias.replace('*', '(.*)')}$`,
      `<rootDir>/${target.replace('./', '').replace('*', '$1')}`,
    ]),
  ),
  // The generated client and what a command loads late name files as they are once compiled.
  '^(\\.{1,2}/(?:.*\\.gen|client/index|playbook/on-files))\\.js$': '$1',
};

/**
 * Packages that must be compiled for jest's CommonJS: they ship only ES modules, or import in the middle of a function
 * (the exporter of spans).
 */
const ESM_ONLY =
  '@opentelemetry/otlp-exporter-base|jose|openid-client|oauth4webapi|commander|unified|remark-.*|mdast-.*|micromark.*|unist-.*|vfile.*|bail|trough|is-plain-obj|devlop|decode-named-character-reference|character-entities|ccount|escape-string-regexp|markdown-table|longest-streak|zwitch|htmlparser2|dom-serializer|domhandler|domutils|domelementtype|entities|vega.*|d3-.*|internmap|delaunator|robust-predicates';

const common = {
  rootDir: __dirname,
  testEnvironment: 'node',
  transform: { '^.+\\.(t|j|mj)sx?$': ['@swc/jest', { ...swcrc, jsc, swcrc: false }] },
  transformIgnorePatterns: [`/node_modules/(?!(${ESM_ONLY})/)`],
  moduleNameMapper,
  setupFiles: ['reflect-metadata'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.salesagent', '<rootDir>/integrations/.*/dist'],
};

/** `npm run test:live`: a vendor's account, for whoever has one; without `CRM_LIVE` or `VECTOR_STORE_LIVE` there is no such project. */
const liveSuites = [
  ...(process.env.CRM_LIVE ? [`<rootDir>/libs/crm/testing/live/${process.env.CRM_LIVE}.live.ts`] : []),
  ...(process.env.VECTOR_STORE_LIVE ? ['<rootDir>/libs/retrieval/testing/live/vector-store.live.ts'] : []),
];
const live = liveSuites.length > 0 ? [{ ...common, displayName: 'live', testMatch: liveSuites }] : [];

module.exports = {
  watchman: false,
  projects: [
    {
      ...common,
      displayName: 'unit',
      testMatch: ['<rootDir>/{libs,apps,infra,integrations}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/apps/console/web/'],
    },
    {
      ...common,
      displayName: 'integration',
      testMatch: ['<rootDir>/{libs,apps,infra}/**/*.test.ts'],
      globalSetup: '<rootDir>/libs/servers/testing/global-setup.ts',
      globalTeardown: '<rootDir>/libs/servers/testing/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/libs/servers/testing/allowed-time.ts'],
    },
    {
      // Whole stacks as `npm start` makes them, each with a home of its own; missing things are skipped by name.
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/e2e/**/*.e2e.ts'],
      setupFilesAfterEnv: ['<rootDir>/libs/servers/testing/allowed-time.ts'],
    },
    {
      // `npm run test:faults`, and never with the others: it takes the machine for itself for minutes.
      ...common,
      displayName: 'faults',
      testMatch: ['<rootDir>/e2e/faults/**/*.faults.ts'],
    },
    {
      // `npm run test:attacks`: a stack of its own, whose database is written by its owner's hand.
      ...common,
      displayName: 'attacks',
      testMatch: ['<rootDir>/e2e/attacks/**/*.attacks.ts'],
    },
    {
      // `npm run drill:backup`, likewise.
      ...common,
      displayName: 'drills',
      testMatch: ['<rootDir>/e2e/**/*.drill.ts'],
    },
    ...live,
  ],
};
