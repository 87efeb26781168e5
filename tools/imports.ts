// What one source file imports, and which of the world's own voices (clock, chance, output) it uses.
import { parseSync } from 'vite';

export interface Import {
  /** As written; null when it is computed and cannot be known. */
  readonly from: string | null;
  readonly typeOnly: boolean;
}

export interface Findings {
  readonly imports: readonly Import[];
  /** Uses of the outside world: 'Date.now', 'new Date()', 'process'... */
  readonly impure: readonly string[];
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string };

const VOICES = new Set([
  'process',
  'console',
  'fetch',
  'performance',
  'globalThis',
  'setTimeout',
  'setInterval',
]);
const MEMBERS = new Set(['Date.now', 'Math.random', 'Temporal.Now']);
// Where a name stands for the value it names, and not for a key, a parameter or a type.
const USES: Readonly<Record<string, readonly string[]>> = {
  MemberExpression: ['object'],
  CallExpression: ['callee', 'arguments'],
  NewExpression: ['callee', 'arguments'],
  VariableDeclarator: ['init'],
  AssignmentExpression: ['right'],
  AssignmentPattern: ['right'],
  Property: ['value'],
  ReturnStatement: ['argument'],
  ArrowFunctionExpression: ['body'],
};

/** Reads a TypeScript file. Throws when it cannot be parsed. */
export function findingsIn(file: string, source: string): Findings {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const imports: Import[] = [];
  const impure: string[] = [];
  walk(program, (node) => {
    imports.push(...importsOf(node));
    impure.push(...impureUses(node));
  });
  return { imports, impure };
}

function importsOf(node: Node): readonly Import[] {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const from = literal(node['source']);
      return from === null ? [] : [{ from, typeOnly: isTypeOnly(node) }];
    }
    case 'ImportExpression':
      return [{ from: literal(node['source']), typeOnly: false }];
    case 'TSImportType':
      return [{ from: literal(node['source']) ?? literal(node['argument']), typeOnly: true }];
    default:
      return [];
  }
}

function isTypeOnly(node: Node): boolean {
  if (node['importKind'] === 'type' || node['exportKind'] === 'type') return true;
  const names = Array.isArray(node['specifiers']) ? node['specifiers'].filter(isNode) : [];
  // `import 'x'` runs x; `import { type A } from 'x'` does not need to.
  return (
    names.length > 0 && names.every((name) => name['importKind'] === 'type' || name['exportKind'] === 'type')
  );
}

function impureUses(node: Node): readonly string[] {
  const found = (USES[node.type] ?? [])
    .flatMap((key) => node[key])
    .map(nameOf)
    .filter((name) => VOICES.has(name));
  if (node.type === 'MemberExpression') {
    const member = `${nameOf(node['object'])}.${nameOf(node['property'])}`;
    return MEMBERS.has(member) ? [...found, member] : found;
  }
  const isNow =
    nameOf(node['callee']) === 'Date' && Array.isArray(node['arguments']) && !node['arguments'].length;
  return isNow ? [...found, node.type === 'NewExpression' ? 'new Date()' : 'Date()'] : found;
}

function walk(value: unknown, visit: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) walk(each, visit);
  if (!isNode(value)) return;
  visit(value);
  for (const child of Object.values(value)) walk(child, visit);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function nameOf(value: unknown): string {
  return isNode(value) && value.type === 'Identifier' ? String(value['name']) : '';
}

function literal(value: unknown): string | null {
  return isNode(value) && typeof value['value'] === 'string' ? value['value'] : null;
}
