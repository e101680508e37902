import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { coverPlaybook, compilePlaybook } from '@salesagent/playbook';
import { actionRules } from '../docs/action-rules';

const root = resolve(__dirname, '../..');

const sources = readdirSync(join(root, 'apps'))
  .flatMap((app) => ['src/actions', 'src/deals'].map((folder) => join(root, 'apps', app, folder)))
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)))
  .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'));

/** Nothing, one of something, and all of it are no thresholds. */
const NO_THRESHOLD = new Set([0, 1]);
const COMPARES = new Set([
  ts.SyntaxKind.LessThanToken,
  ts.SyntaxKind.LessThanEqualsToken,
  ts.SyntaxKind.GreaterThanToken,
  ts.SyntaxKind.GreaterThanEqualsToken,
]);

/** Numbers that the code of an action compares with, bounds by, or names as a constant of its own. */
function thresholdsIn(path: string): string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2023, true);
  const found: string[] = [];
  const note = (node: ts.Node): void => {
    if (!ts.isNumericLiteral(node) || NO_THRESHOLD.has(Number(node.text))) return;
    const { line } = file.getLineAndCharacterOfPosition(node.getStart());
    found.push(`${relative(root, path)}:${line + 1}: ${node.parent.getText()}`);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isBinaryExpression(node) && COMPARES.has(node.operatorToken.kind)) [node.left, node.right].forEach(note);
    if (ts.isCallExpression(node) && /^Math\.(min|max)$|\.slice$/.test(node.expression.getText()))
      node.arguments.forEach(note);
    if (ts.isVariableDeclaration(node) && node.initializer) note(node.initializer);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** Cutting an ISO instant to its month or day, what rounding leaves over, and the height of a picture in a document. */
const NOT_A_THRESHOLD = /\.slice\((?:0, 7|0, 10|5, 7)\)$|\b1e-9\)?$|Math\.min\(c\.height, \d+\)$/;

describe('the thresholds of all actions', () => {
  it('come from the playbook: the code of an action holds none of its own', () => {
    expect(sources.length).toBeGreaterThan(20);
    const own = sources.flatMap(thresholdsIn).filter((line) => !NOT_A_THRESHOLD.test(line));
    expect(own).toEqual([]);
  });

  it('are set, all of them, and every action has its section', () => {
    const coverage = coverPlaybook(compilePlaybook(join(root, 'playbooks')));
    expect(coverage.actions.filter((a) => a.missing.length > 0)).toEqual([]);
    expect(coverage.sections.have).toBe(coverage.sections.of);
    expect(coverage.thresholds.have).toBe(coverage.thresholds.of);
    expect(coverage.complete).toBe(true);
  });

  it('are known of each action that is in code', () => {
    expect(Object.values(actionRules())).not.toContain(undefined);
  });
});
