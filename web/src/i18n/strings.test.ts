import ts from 'typescript';
import { expect, test } from 'vitest';

/** Attributes that people read or hear. */
const SAID = new Set(['alt', 'aria-label', 'aria-description', 'label', 'placeholder', 'title']);

const LETTER = /\p{L}/u;

const files = import.meta.glob<string>('../**/*.tsx', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** What stands in a component to be read and does not come from a dictionary. */
function strays(path: string, source: string): string[] {
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    if (LETTER.test(text)) found.push(`${path}: ${node.getText().trim()}`);
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) note(node, node.text);
    else if (ts.isJsxAttribute(node) && SAID.has(node.name.getText())) {
      if (node.initializer !== undefined && ts.isStringLiteral(node.initializer)) {
        note(node, node.initializer.text);
      }
    } else if (ts.isJsxExpression(node) && node.expression !== undefined) {
      const child = ts.isJsxElement(node.parent) || ts.isJsxFragment(node.parent);
      if (child && ts.isStringLiteralLike(node.expression)) note(node, node.expression.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

test('the check finds text, attributes and literals', () => {
  const source = `const a = <p title="Hello">Words {'more'} {t.none} · <i className="x" /></p>;`;
  expect(strays('a.tsx', source)).toHaveLength(3);
});

test('everything that the page says comes from the two dictionaries', () => {
  const components = Object.entries(files).filter(([path]) => !path.endsWith('.test.tsx'));
  expect(components.length).toBeGreaterThan(40);
  expect(components.flatMap(([path, source]) => strays(path, source))).toEqual([]);
});
