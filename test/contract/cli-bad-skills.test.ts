import assert from 'node:assert/strict';
import { join } from 'node:path';
import { assertFailed, runBoth, type ToldError } from '../support/assert-cli.ts';
import { contentOf } from '../support/registry-home.ts';
import { makeHome, runCli, type ThrowAwayHome } from '../support/run-cli.ts';
import { manifestText, skillFiles, writeFiles } from '../support/skill-files.ts';

describe('the command line given a bad skill', function () {
  this.timeout(30_000);

  const bomb = ['a: &a [x, x, x, x, x, x, x, x, x]'];
  for (const [one, next] of ['ab', 'bc', 'cd', 'de', 'ef', 'fg', 'gh', 'hi'].map((pair) => [...pair]))
    bomb.push(`${next}: &${next} [${Array(9).fill(`*${one}`).join(', ')}]`);
  const cases: Record<string, [changes: Record<string, string | Uint8Array | undefined>, says: RegExp]> = {
    'whose manifest is not YAML': [
      { 'skill.yaml': 'id: "x\nname: [' },
      /Missing closing.*\(skill\.yaml:2:8\)/u,
    ],
    'whose manifest is empty': [{ 'skill.yaml': '' }, /must be an object/u],
    'whose manifest is not text': [{ 'skill.yaml': Buffer.from([0xff, 0xfe, 0, 1]) }, /not UTF-8/u],
    'with unknown keys': [
      { 'skill.yaml': `${manifestText()}authour: Ada\n` },
      /unknown key "authour"\. \(skill\.yaml:10:1\)/u,
    ],
    'of a wrong version': [
      { 'skill.yaml': manifestText({ version: '1.0' }) },
      /"version".*\(skill\.yaml:4:10\)/u,
    ],
    'without its manifest': [{ 'skill.yaml': undefined }, /no skill\.yaml/u],
    'without its prompt': [{ 'prompt.md': undefined }, /names prompt\.md/u],
    'without its schema': [{ 'schema.output.json': undefined }, /names schema\.output\.json/u],
    'whose schema is not JSON': [
      { 'schema.input.json': '{"type":"object",}' },
      /not JSON.*\(schema\.input\.json:1:18\)/u,
    ],
    'whose schema is no schema': [
      { 'schema.input.json': '{"type":"object","properties":7}' },
      /not a valid JSON Schema/u,
    ],
    'whose schema looks elsewhere': [
      { 'schema.input.json': '{"type":"object","$ref":"https://example.com/a.json"}' },
      /can't resolve reference/u,
    ],
    'whose manifest has 10 MB': [{ 'skill.yaml': Buffer.alloc(10_000_000, 'a') }, /10000000 bytes/u],
    'of more than 16 MiB': [
      { 'big.bin': Buffer.alloc(17 * 1024 * 1024) },
      /takes the folder over 16777216 bytes/u,
    ],
    'of 513 files': [
      Object.fromEntries(Array.from({ length: 513 }, (_, index) => [`f/${index}`, ''])),
      /at most 512/u,
    ],
    'with a bomb of aliases': [{ 'skill.yaml': bomb.join('\n') }, /aliases/u],
    'with a key __proto__': [
      { 'skill.yaml': `${manifestText()}__proto__: { id: evil }\n` },
      /unknown key "__proto__"/u,
    ],
    'with a key constructor': [
      { 'skill.yaml': `${manifestText()}constructor: x\n` },
      /unknown key "constructor"/u,
    ],
    'with a tag': [{ 'skill.yaml': `${manifestText()}author: !!js/function x\n` }, /!!js\/function/u],
    'nested without end': [{ 'skill.yaml': '['.repeat(20_000) }, /nested/u],
    'whose schema is nested without end': [
      { 'schema.input.json': `{"type":"object","not":${'{"not":'.repeat(50_000)}{}${'}'.repeat(50_001)}` },
      /nested too deeply/u,
    ],
    'that leads out of its folder': [
      { 'skill.yaml': manifestText({ execution: '{ prompt: ../../etc/passwd }' }) },
      /execution\.prompt/u,
    ],
    'that is the name of a device': [{ 'skill.yaml': manifestText({ id: 'con' }) }, /"id"/u],
  };
  let home: ThrowAwayHome;
  let registry: Record<string, string>;

  before(async () => {
    home = await makeHome();
    const good = await writeFiles(
      join(home.path, 'good'),
      skillFiles({ 'skill.yaml': manifestText({ id: 'earlier' }) }),
    );
    const { exitCode, stderr } = await runCli(home, ['install', good]);
    assert.equal(exitCode, 0, stderr);
    registry = await contentOf(home.aios);
  });
  after(() => home[Symbol.asyncDispose]());

  for (const [what, [changes, says]] of Object.entries(cases)) {
    it(`${what} exits with 1, says what, where and what to do, and leaves the registry byte for byte`, async () => {
      const folder = await writeFiles(join(home.path, 'bad', what), skillFiles(changes));
      const run = await runCli(home, ['install', folder, '--json']);
      const { code } = (run.json as { error: ToldError }).error;
      const error = assertFailed(run, 1, code);
      assert.match(code, /^(?:skill_invalid|folder_too_large|folder_too_many_files)$/u);
      assert.match(error.message, says);
      assert.ok(error.message.split('\n').length <= 52, 'too many lines to read');
      assert.deepEqual(await contentOf(home.aios), registry);
    });
  }

  it('still has the skill that was installed before', async () => {
    const { json } = await runCli(home, ['show', 'earlier', '--json']);
    assert.equal((json as { skill: { version: string } }).skill.version, '1.0.0');
  });

  it('tells a person the same in two lines', async () => {
    const folder = await writeFiles(join(home.path, 'bad', 'twice'), skillFiles({ 'prompt.md': undefined }));
    const { json, text } = await runBoth(home, ['install', folder]);
    const { message, remedy } = assertFailed(json, 1, 'skill_invalid');
    assert.deepEqual([text.stdout, text.stderr], ['', `aios: ${message}\n${remedy}\n`]);
    assert.equal(remedy, 'Add the file prompt.md, or correct the name in skill.yaml.');
  });

  it('prints no control characters that it brought', async () => {
    const folder = await writeFiles(
      join(home.path, 'bad', 'escape'),
      skillFiles({ 'skill.yaml': `${manifestText()}"\\e[2J\\x9b": x\n` }),
    );
    const { stderr } = await runCli(home, ['install', folder]);
    assert.match(stderr, /unknown key "\ufffd\[2J\ufffd"/u);
  });
});
