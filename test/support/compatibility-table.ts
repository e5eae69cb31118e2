/** Writes the clients' rules into docs/client-compatibility.md: `node test/support/compatibility-table.ts`. */
import { readFileSync, writeFileSync } from 'node:fs';
import type {
  ClientSkillRules,
  Effect,
  Known,
  ListingOverflow,
  SchemaRules,
} from '../../runtime/client/skill-rules.ts';
import { clientSkillRules } from '../../runtime/client/skill-rules-table.ts';

const effects: Readonly<Record<Effect, string>> = {
  fails: 'all tools fail',
  refuses: 'left out',
  cuts: 'cut',
  renames: 'renamed',
};

/** @returns the rules as tables of Markdown, with the source of each */
export function compatibilityTable(): string {
  const rows = clientSkillRules.map((client) => [
    client.name,
    toolNameCell(client),
    client.toolDescription
      ? `${client.toolDescription.value.maxLength}: ${effects[client.toolDescription.value.effect]}`
      : '',
    mark(client.schema, schemaCell(client.schema.value)),
    mark(client.agentSkill, agentSkillCell(client)),
    listingCell(client),
  ]);
  const sources = clientSkillRules.map((client) => [
    client.name,
    client.toolName.source,
    client.toolDescription?.source ?? '',
    client.schema.source,
    client.agentSkill.source,
    client.listing?.source ?? '',
  ]);
  const columns = [
    'client',
    'tool name',
    'tool description',
    'input schema',
    'agent skill',
    'listing budget',
  ];
  return `${table(columns, rows)}\n\n### Sources\n\n${table(columns, sources)}\n`;
}

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Believed rather than known. */
function mark({ isBelieved }: Known<unknown>, text: string): string {
  return isBelieved && text !== '' ? `${text} (?)` : text;
}

function toolNameCell({ toolName }: ClientSkillRules): string {
  const { composed, maxLength, effect } = toolName.value;
  return mark(toolName, `\`${composed}\` ≤ ${maxLength}: ${effects[effect]}`);
}

function schemaCell({ root, references, propertyNames, openArrays, rootType }: SchemaRules): string {
  const parts = [
    root &&
      `no ${root.keywords.map((word) => `\`${word}\``).join(', ')} at the root: ${effects[root.effect]}`,
    references && `no \`$ref\`: ${effects[references]}`,
    propertyNames && `property names \`${propertyNames.pattern}\`: ${effects[propertyNames.effect]}`,
    openArrays && `arrays have \`items\`: ${effects[openArrays]}`,
    rootType && `root \`type: object\`: ${effects[rootType]}`,
  ];
  return parts.filter(Boolean).join('; ');
}

function agentSkillCell({ agentSkill }: ClientSkillRules): string {
  const { required, name, nameIsFolder, description } = agentSkill.value;
  const parts = [
    required && `has ${required.join(' and ')}: ${effects.refuses}`,
    name && `name \`${name.pattern}\`: ${effects[name.effect]}`,
    nameIsFolder && `name is the folder's: ${effects[nameIsFolder]}`,
    description && `description ≤ ${description.maxLength}: ${effects[description.effect]}`,
  ];
  return parts.filter(Boolean).join('; ');
}

const overflows: Readonly<Record<ListingOverflow, string>> = {
  names: 'names alone',
  shortens: 'shortened',
  omits: 'left out',
};

function listingCell({ listing }: ClientSkillRules): string {
  if (listing === undefined) return '';
  const { limit } = listing.value;
  return mark(listing, limit ? `${limit.budget}: ${overflows[limit.overflow]}` : 'no limit');
}

if (import.meta.main) {
  const file = new URL('../../docs/client-compatibility.md', import.meta.url);
  const [before = ''] = readFileSync(file, 'utf8').split('<!-- rules -->');
  writeFileSync(file, `${before}<!-- rules -->\n\n${compatibilityTable()}`);
}
