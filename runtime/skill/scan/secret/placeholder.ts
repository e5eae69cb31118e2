import { createHash } from 'node:crypto';
import { wordLikeness } from './word-likeness.ts';

/** Said in values that are to be replaced, wherever in the value they stand. */
const markers =
  /example|sample|placeholder|dummy|change.?(?:me|it|this)|redact|removed|masked|hidden|fake|mock|replace|insert|your|fixme|todo|lorem|foo.?bar|foo.?baz|deadbeef|cafebabe|d34db33f|not.?(?:a.?)?real|invalid|qwerty|asdf|zxcv|hunter2|\*\*\*|\.\.|…|•••|[_-]here\b|\bhere[_-]|secret.?key|api.?key|access.?token|super.?secret|my.?(?:secret|token|pass|api)|password|passw0rd|p@ssw[o0]rd|pa\$\$w[o0]rd|n[o0].?such|abc123|1234567|letmein|correct.?horse/iu;

/** Signs and letters that stand for others; in a value of more than 32 characters three of them come by chance. */
const fillings = /xxx|---|___|abcd/iu;
const longFillings = /xxxxx|-----|_____|abcdef/iu;

/** Said as a word of its own. */
const markerWords =
  /(?:^|[^a-z0-9])(?:test(?:ing|er|s)?|demo|secrets?|tokens?|pass(?:wd)?|keys?|user(?:name)?|some|any|the|value|string|none|null|undefined|true|false|local(?:host)?|dev(?:elopment)?|default|bogus|stub|temp|tmp|my|abc|xyz|foo|bar|baz|bad|wrong|old|new|goes|fill|put|set|paste|enter|add|omitted|truncated|snip(?:ped)?|secure|strong|random|generated?|unique|long|obfuscated|stripped)(?:$|[^a-z0-9])/iu;

/** A place for something else: `${X}`, `{{x}}`, `<token>`, `%s`, `$(cmd)`, `[token]`, `#{x}`, `@X@`. */
const templates =
  /\$\{|\$\(|\{\{|\}\}|#\{|<[^<>\n]{1,80}>|%[({]|^%[sdv@]|%[A-Za-z_]{2,40}%|\{[A-Za-z_][\w.:!\- ]{0,60}\}|^\[[A-Za-z_ -]{2,60}\]|^@[A-Za-z_.]{2,60}@?$|^\$[A-Za-z_][\w:]{0,60}\$?$/u;

/** As {@link isPlaceholder}, of longer values: a short word may stand in one by chance. */
const longMarkers =
  /example|placeholder|redacted|changeme|replace|removed|dummy|sample|xxxxx|\*{5}|\.{3}|…/iu;
const longValue = 200;

/**
 * SHA-256, the first 16 digits, of values that open nothing: those printed in the RFCs 5849, 6455, 6749, 6750, 7009,
 * 7519, 7617 and 7636 and in the documentation of AWS, Google, Stripe, jwt.io and MDN, the keys of emulators
 * (Azurite, Cosmos DB, Hardhat, Anvil, Ganache), UUIDs of examples, hashes of "", "abc", "test", "hello" and
 * "password". They are kept as digests so that this file holds none of them.
 */
const documentedDigests: ReadonlySet<string> = new Set(
  `
    cf4d418ed3de92d7 73f71af093fdf154 687da00b09c83361 ed967197261c16a9 eaa6a9190faf5587 153a182586451358
    74e11884b07b1d51 740ff49af25d70c2 c1c45784935eda01 051d093c4bdedbf2 a415af04e1b13393 08831f80b56414a9
    61dacb7a6239275a 13d31e961a1ad8ec 0998bb2db31482a8 7847c82b08f9a53a 6c96130f130ab0d6 00cf4c781dc37003
    b8e148545b13c78b 53f5da0aaa93d64c ca7459e2b26776de ad71fb4165536675 9e309cccd311ea64 75717ec77a5c5a95
    e3cada7c6ef7dff1 8d567eb88afff34f 9d03b692e941d5ac cb87c87e4a138d9a bb9b1163338b2a51 293257ab6495ebb1
    a71b359a87afde13 4c20e6f5cc11b937 6aa14267d94944e6 80db82fffae6d59f 48c9d176f91db4b7 c55ca2ae145bbc70
    a3a9e1ed9732cab2 986c0dc956dc822b 203fa897acf2b02d 8f400c257611ed5d e5855ff48799c52c 9ba53bcd10e9193d
    c7aa09cd25da8b6a e34f7b59834d35a6 0aca198ee7979a67 5c28b2022dca14af a4891d5fb4535163 6316e01c9e1d33de
    f215faf9d88b7f0a 3f2cd8e57b096fe7 cdf4a007e2b02a0c 52bbea75ee75a6f1 4914e23374bb211e 07e23ede2756aa3f
    cd372fb85148700f 7b3d979ca8330a94 d7914fe546b68468 113459eb7bb31bdd dfe7a23fefeea519 bc1a50966c9e6486
    8335c55334821eef b26ab6529d20ebeb 64034b44c579b335 4d3e46eec8244d1d 0aedba9d586f34f9 28e543d3753fc9d1
    f070994a85994785 38e69fdd19aefeb4 967f21586cdf1248 578592185588730b 15cef4b629cc2d07 507e2ce3c522082b
    0d299b1eb548708d 78314b11be2e5815 8a265319c7c0649d 1c8d8fd52d9edfb6 ea9bdfd02c0c412c ce8a795a2f4e0af6
    45c0a2fa60f40568 80f8b7c904d4a43f 2ff8b0fb93aca981 b7c51d51ea830295 c20fbc2b96183894 b87dad10a32a2d81
    764acfc9bee70965 1a952341acaa9d5d ac9265e56c79b234 1b0eadd3a6338f42 b7c9c3b56f40df2b 12b9377cbe7e5c94`.split(
    /\s+/u,
  ),
);

/**
 * Whether a value says of itself that it is no secret: a template, a word for "put yours here", a run of keys on a
 * keyboard, a repetition, or one that a vendor's documentation prints.
 *
 * @param value the secret without the letters that every secret of its kind begins with
 */
export function isPlaceholder(value: string): boolean {
  if (value.length > longValue) return longMarkers.test(value) || isMonotonous(value.slice(0, longValue));
  return (
    markers.test(value) ||
    (value.length > 32 ? longFillings : fillings).test(value) ||
    markerWords.test(value) ||
    templates.test(value) ||
    isMonotonous(value) ||
    isDocumented(value)
  );
}

/** Whether a value is made of words: `ghp_thisisnotarealtoken`. Random text of 20 characters is so once in 1,000. */
export function isWordy(value: string): boolean {
  const { score, pairs } = wordLikeness(value);
  return pairs >= 6 && pairs >= value.length * 0.3 && score > 0.5;
}

/** Whether a vendor's documentation prints this value. */
export function isDocumented(value: string): boolean {
  return documentedDigests.has(shortDigest(value));
}

/** The form in which documented values are kept. */
export function shortDigest(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 16);
}

/** Whether most of a text is runs (`abcdef`, `4321`, `aaaa`, `a1b2c3`) or one piece said again and again. */
export function isMonotonous(value: string): boolean {
  const text = value.toLowerCase().replace(/[^a-z0-9]/gu, '');
  if (text.length < 6) return new Set(text).size <= 2;
  return (
    inRuns(text, 1) >= text.length * 0.6 ||
    inRuns(text, 2) >= text.length * 0.75 ||
    repeats(text) ||
    isFlat(text)
  );
}

/** How many characters stand in runs of three or more whose neighbours, `stride` apart, differ by the same -1, 0 or 1. */
function inRuns(text: string, stride: number): number {
  let covered = 0;
  for (let offset = 0; offset < stride; offset++) {
    let length = 1;
    let step = Number.NaN;
    for (let index = offset + stride; index < text.length; index += stride) {
      const difference = stepBetween(text.charCodeAt(index - stride), text.charCodeAt(index));
      if (difference === step && Math.abs(step) <= 1) {
        length++;
        continue;
      }
      covered += length >= 3 ? length : 0;
      length = 2;
      step = difference;
    }
    covered += length >= 3 && Math.abs(step) <= 1 ? length : 0;
  }
  return covered;
}

/** 0 follows 9, as on a keyboard. */
function stepBetween(from: number, to: number): number {
  if (from === 0x39 && to === 0x30) return 1;
  if (from === 0x30 && to === 0x39) return -1;
  return to - from;
}

/** Random text hardly ever says three characters twice. */
function repeats(text: string): boolean {
  if (text.length < 12) return false;
  const pieces = new Set<string>();
  for (let index = 0; index + 3 <= text.length; index++) pieces.add(text.slice(index, index + 3));
  return pieces.size < (text.length - 2) * 0.6;
}

function isFlat(text: string): boolean {
  const kinds = new Set(text).size;
  return text.length >= 16 ? kinds <= 5 : kinds <= 3;
}
