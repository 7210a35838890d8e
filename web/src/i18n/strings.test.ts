import ts from 'typescript';
import { expect, test } from 'vitest';

/** Attributes that people read or hear. */
const SAID = new Set(['alt', 'aria-label', 'aria-description', 'label', 'placeholder', 'title']);

/** Operators that may give one of their sides, or both: comparisons give neither. */
const JOINING = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.BarBarToken,
  ts.SyntaxKind.AmpersandAmpersandToken,
  ts.SyntaxKind.QuestionQuestionToken,
]);

const LETTER = /\p{L}/u;

const files = import.meta.glob<string>('../**/*.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The literals that `expression` may come to, whatever is chosen in it. */
function literals(expression: ts.Expression): ts.StringLiteralLike[] {
  if (ts.isStringLiteralLike(expression)) return [expression];
  if (ts.isParenthesizedExpression(expression)) return literals(expression.expression);
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap(literals);
  }
  if (ts.isBinaryExpression(expression) && JOINING.has(expression.operatorToken.kind)) {
    return [expression.left, expression.right].flatMap(literals);
  }
  return [];
}

/** The words of a template around what is put into it. */
function templateWords(expression: ts.Expression): string {
  if (!ts.isTemplateExpression(expression)) return '';
  return [expression.head, ...expression.templateSpans.map(({ literal }) => literal)]
    .map(({ text }) => text)
    .join('');
}

/** What stands in a component to be read and does not come from a dictionary. */
function strays(path: string, source: string): string[] {
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    if (LETTER.test(text)) found.push(`${path}: ${node.getText().trim()}`);
  };
  const noteExpression = (expression: ts.Expression) => {
    for (const literal of literals(expression)) note(literal, literal.text);
    note(expression, templateWords(expression));
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) note(node, node.text);
    else if (ts.isJsxAttribute(node) && SAID.has(node.name.getText())) {
      const said = node.initializer;
      if (said !== undefined && ts.isStringLiteral(said)) note(node, said.text);
      if (said !== undefined && ts.isJsxExpression(said) && said.expression !== undefined) {
        noteExpression(said.expression);
      }
    } else if (ts.isJsxExpression(node) && node.expression !== undefined) {
      const child = ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
      if (child) noteExpression(node.expression);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

test('the check finds text, attributes, literals, choices and templates', () => {
  const source = `const a = <p title="Hello" aria-label={b ? 'Yes' : t.no}>
    Words {'more'} {t.none} · {c ?? 'nothing'} {\`\${d} cameras\`} {\`\${e} · \${f}\`}
    <i className="x" key={'y'} />
  </p>;`;
  expect(strays('a.tsx', source)).toHaveLength(6);
});

test('everything that the page says comes from the two dictionaries', () => {
  const components = Object.entries(files).filter(([path]) => !path.endsWith('.test.tsx'));
  expect(components.length).toBeGreaterThan(40);
  expect(components.flatMap(([path, source]) => strays(path, source))).toEqual([]);
});
