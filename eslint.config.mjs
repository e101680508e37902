import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import ts from 'typescript-eslint';

/**
 * What may import what, as docs/ARCHITECTURE.md tells it. Tags are in each project.json; packages that only one place
 * may import are listed below.
 */
const ONLY_IN = [
  {
    packages: ['kafkajs'],
    places: ['libs/bus/src/kafka/**', 'bench/**'],
    why: 'only libs/bus/src/kafka talks to Kafka: its client will be replaced some day',
  },
  {
    packages: ['openai', 'openai/**', 'langchain', '@langchain/*', '@langchain/*/**'],
    places: ['libs/llm/**'],
    why: 'only libs/llm talks to models',
  },
  {
    packages: ['@slack/*', '@slack/*/**', 'nodemailer'],
    places: ['libs/channels/**'],
    why: 'only libs/channels talks to Slack and mail servers',
  },
  {
    packages: ['@modelcontextprotocol/*', '@modelcontextprotocol/*/**'],
    places: ['libs/mcp/**'],
    why: 'only libs/mcp speaks the Model Context Protocol',
  },
  {
    packages: ['jsforce', '@hubspot/api-client', '@hubspot/*'],
    places: ['libs/crm/**'],
    why: 'only libs/crm uses a CRM SDK',
  },
  {
    packages: ['@temporalio/*', '@temporalio/*/**'],
    places: [
      'libs/workflow/**',
      'libs/servers/**',
      'apps/*/src/**/workflows/**',
      'apps/*/src/**/activities/**',
      'e2e/**',
      'bench/**',
    ],
    why: 'only libs/workflow, workflows/, activities/, libs/servers, e2e and bench use Temporal',
  },
];

/** Pure libraries: no I/O and no framework. */
const PURE = ['libs/canon/**/*.ts', 'libs/governance/**/*.ts', 'libs/forecast/**/*.ts'];
const IO_AND_FRAMEWORKS = [
  'node:*',
  '!node:crypto', // digests are arithmetic
  'fs',
  'http',
  'https',
  'net',
  'pg',
  'typeorm',
  '@nestjs/*',
  'express',
  'pino',
  'nestjs-*',
];

const TESTS = ['**/*.spec.ts', '**/*.test.ts', '**/testing/**/*.ts'];

const CLOCK = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Rules do not read the machine clock: take the business date or a Clock.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Rules do not read the machine clock: take the business date or a Clock.',
  },
];

function forbidden(entries) {
  return {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      { patterns: entries.map(({ packages, why }) => ({ group: packages, message: why })) },
    ],
  };
}

/** For each set of places that are exempt from some entries, the entries that remain. */
function onlyIn() {
  const everywhere = { files: ['{libs,apps,infra,e2e,bench}/**/*.ts'], rules: forbidden(ONLY_IN) };
  const exemptions = ONLY_IN.map((entry) => ({
    files: entry.places.map((place) => `${place}/*.ts`),
    rules: forbidden(ONLY_IN.filter((other) => other !== entry)),
  }));
  return [everywhere, ...exemptions];
}

export default ts.config(
  {
    ignores: [
      'dist/**',
      'integrations/*/dist/**',
      'node_modules/**',
      '.nx/**',
      '.cache/**',
      '.salesagent*/**',
      '**/generated/**',
      'coverage/**',
    ],
  },
  ...ts.configs.recommended.map((config) => ({ ...config, files: ['**/*.{ts,tsx,mts}'] })),
  {
    files: ['**/*.{ts,tsx,mts}'],
    plugins: { '@nx': nx },
    linterOptions: { noInlineConfig: true },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': true, 'ts-nocheck': true },
      ],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-console': 'off',
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          allow: [],
          banTransitiveDependencies: false,
          depConstraints: [
            { sourceTag: 'type:lib', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:lib'] },
            { sourceTag: 'purity:pure', onlyDependOnLibsWithTags: ['purity:pure'] },
            { sourceTag: 'type:infra', onlyDependOnLibsWithTags: ['type:lib', 'type:app'] },
            { sourceTag: 'type:integration', onlyDependOnLibsWithTags: ['type:integration'] },
          ],
        },
      ],
    },
  },
  ...onlyIn(),
  {
    files: PURE,
    // Hashing is arithmetic: a digest needs node:crypto and touches nothing outside.
    ignores: [...TESTS, 'libs/governance/src/digest.ts'],
    rules: forbidden([
      ...ONLY_IN,
      { packages: IO_AND_FRAMEWORKS, why: 'canon, governance and forecast are pure: no I/O, no framework' },
    ]),
  },
  {
    files: [...PURE, 'apps/*/src/actions/**/*.ts', 'libs/agent/src/**/*.ts'],
    ignores: TESTS,
    rules: { 'no-restricted-syntax': ['error', ...CLOCK] },
  },
  prettier,
);
