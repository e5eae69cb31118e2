import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { parse } from 'yaml';
import type { FileContents } from '../../../../runtime/files/digest.ts';
import { exportWholeSkill } from '../../../../runtime/skill/export/agent-skill.ts';
import { packUploadZip } from '../../../../runtime/skill/export/upload-zip.ts';
import { loadSkill } from '../../../../runtime/skill/load-skill.ts';
import { skillText } from '../../../support/agent-skill-files.ts';
import { readZip } from '../../../support/read-zip.ts';
import { manifestText, skillFiles } from '../../../support/skill-files.ts';

const words = 'Reads the notes of a meeting and lists what was decided: when, by whom. ';
const long = words.repeat(6).trim();

async function pack(
  text: string,
  more: Record<string, string> = {},
): Promise<{ text: string; wasCut: boolean; names: string[] }> {
  const files = new Map(
    Object.entries({ 'SKILL.md': text, ...more }).map(([path, content]) => [path, Buffer.from(content)]),
  );
  const { bytes, descriptionWasCut } = await packUploadZip(files, 'demo');
  const entries = readZip(bytes);
  const skill = entries.find(({ name }) => name === 'demo/SKILL.md');
  assert.ok(skill);
  return { text: skill.bytes.toString(), wasCut: descriptionWasCut, names: entries.map(({ name }) => name) };
}

function frontMatterOf(text: string): Record<string, unknown> {
  const [, yaml] = /^---\r?\n(.*?)^---\r?$/msu.exec(text) ?? [];
  assert.ok(yaml !== undefined, text);
  return parse(yaml, { strict: true }) as Record<string, unknown>;
}

describe('the ZIP for an upload', () => {
  it('has the folder at its root and every file in it', async () => {
    const text = skillText('name: demo\ndescription: Does things.');
    const { names, ...packed } = await pack(text, { 'scripts/run.py': 'x', 'references/ä.md': 'y' });
    assert.deepEqual(names, ['demo/SKILL.md', 'demo/scripts/run.py', 'demo/references/ä.md']);
    assert.deepEqual(packed, { text, wasCut: false });
  });

  it('has the same bytes whenever and wherever it is packed, and keeps what may be run', async () => {
    const files: FileContents = Object.assign(
      skillFiles({ 'SKILL.md': skillText('name: demo\ndescription: x') }),
      {
        executable: new Set(['prompt.md']),
      },
    );
    const zone = process.env.TZ;
    const packed: string[] = [];
    try {
      for (const where of ['UTC', 'Pacific/Kiritimati', 'Pacific/Pago_Pago']) {
        process.env.TZ = where;
        packed.push(Buffer.from((await packUploadZip(files, 'demo')).bytes).toString('hex'));
      }
    } finally {
      if (zone === undefined) delete process.env.TZ;
      else process.env.TZ = zone;
    }
    assert.equal(new Set(packed).size, 1);
    const modes = readZip(Buffer.from(packed[0]!, 'hex')).map(({ name, mode }) => [
      name.slice(5),
      mode.toString(8),
    ]);
    assert.deepEqual(Object.fromEntries(modes)['prompt.md'], '755');
    assert.deepEqual(Object.fromEntries(modes)['SKILL.md'], '644');
  });

  it('is what another unpacker reads', async function () {
    try {
      execFileSync('python3', ['--version'], { stdio: 'ignore' });
    } catch {
      this.skip();
    }
    const files = new Map([['SKILL.md', Buffer.from(skillText('name: demo\ndescription: x'))]]);
    const { bytes } = await packUploadZip(files, 'demo');
    const script =
      'import sys,io,zipfile; z=zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())); print(z.testzip(), z.namelist())';
    const said = execFileSync('python3', ['-c', script], { input: bytes, encoding: 'utf8' });
    assert.equal(said.trim(), "None ['demo/SKILL.md']");
  });

  const after = 'license: MIT\nmetadata:\n  version: "1.10"\n';
  const cases: Record<string, string> = {
    'on one line': `name: demo\ndescription: "${long}"\n${after}`,
    'in single quotes over lines': `name: demo\ndescription: '${words}\n\n\n  ${words}\n  ${words} ${words}'\n${after}`,
    'in a folded block with empty lines': `name: demo\ndescription: >-\n  ${words}\n\n\n  ${words}\n    ${words}\n\n  ${words}\n\n${after}`,
    'in a literal block with a comment behind it': `name: demo\ndescription: |\n\n  ${words}\n  description: no key ${words}\n  ${words}\n# comment\n${after}`,
    'at the end': `${after}name: demo\ndescription: |\n  ${words}\n  ${words}\n  ${words}\n`,
    'with a colon and no quotes': `name: demo\ndescription: Use when: ${long}\n${after}`,
    'under a key in quotes': `name: demo\n"description": "${long}"\n${after}`,
    'in braces': `{name: demo, description: "${long}", license: MIT, metadata: {version: "1.10"}}\n`,
    'given twice': `name: demo\ndescription: "${'x '.repeat(150)}"\n${after}description: "${long}"\n`,
  };
  for (const [what, frontMatter] of Object.entries(cases)) {
    for (const end of ['\n', '\r\n']) {
      it(`has at most 200 characters of a description ${what}${end === '\n' ? '' : ', with Windows line ends'}`, async () => {
        const text = skillText(frontMatter, 'Body: keep.\n---\n').replaceAll('\n', end);
        const { text: cut, wasCut } = await pack(text);
        assert.ok(wasCut);
        if (what === 'given twice') assert.equal(cut.match(/^description/gmu)?.length, 2);
        else {
          const { name, description, license, metadata } = frontMatterOf(cut);
          assert.deepEqual([name, license, metadata], ['demo', 'MIT', { version: '1.10' }]);
          assert.ok(typeof description === 'string' && [...description].length <= 200, String(description));
          assert.match(description, /^(?:Use when: )?Reads the notes .*[a-z:,.]…$/u);
          assert.ok(description.length > 150);
        }
        assert.ok(
          cut.endsWith(`---${end}Body: keep.${end}---${end}`) ||
            cut.endsWith(`---\nBody: keep.${end}---${end}`),
        );
      });
    }
  }

  it('counts characters, not their halves, and cuts between them', async () => {
    const { text } = await pack(skillText(`name: demo\ndescription: ${'🎉'.repeat(201)}`));
    assert.equal(frontMatterOf(text).description, `${'🎉'.repeat(199)}…`);
    const fits = skillText(`name: demo\ndescription: ${'🎉'.repeat(200)}`);
    assert.deepEqual(await pack(fits), { text: fits, wasCut: false, names: ['demo/SKILL.md'] });
  });

  it('leaves a block of 200 characters and a line end as it is', async () => {
    const fits = skillText(`name: demo\ndescription: |\n  ${'x'.repeat(200)}\n`);
    assert.equal((await pack(fits)).wasCut, false);
  });

  it('leaves a file without front matter as it is', async () => {
    assert.equal((await pack('# Demo\n')).text, '# Demo\n');
  });

  it('calls the file SKILL.md, as the dialog wants it', async () => {
    const files = new Map([['skill.md', Buffer.from(skillText(`name: demo\ndescription: "${long}"`))]]);
    const { bytes, descriptionWasCut } = await packUploadZip(files, 'demo');
    assert.deepEqual([readZip(bytes)[0]?.name, descriptionWasCut], ['demo/SKILL.md', true]);
  });

  it('is still the same skill but for its description', async () => {
    const files = skillFiles({ 'skill.yaml': manifestText({ description: JSON.stringify(long) }) });
    const { skill } = loadSkill(files, 'x');
    assert.ok(skill);
    const { bytes } = await packUploadZip(
      exportWholeSkill({ manifest: skill.manifest, files }),
      'meeting-notes',
    );
    const unpacked = new Map(
      readZip(bytes).map(({ name, bytes: content }) => [name.replace('meeting-notes/', ''), content]),
    );
    const back = loadSkill(unpacked, 'meeting-notes');
    assert.deepEqual(back.skill?.manifest, skill.manifest);
  });
});
