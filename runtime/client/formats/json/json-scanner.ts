// Named imports work in both worlds: Node reads the CommonJS (UMD) build and finds its names, and a bundle
// gets the ES module build, provided that esbuild runs with `mainFields: ['module', 'main']`. With its
// default for Node it would take the UMD build, whose `require` it cannot follow.
import { createScanner } from 'jsonc-parser';
import { skipWhitespace } from '../text-lines.ts';
import type { JsonDialect, JsonScanner } from './json-dialect.ts';

/** jsonc-parser's ScanError in words. */
const faults: Readonly<Record<number, string>> = {
  1: 'the comment that begins here is never closed',
  2: 'the string that begins here is not closed on its line',
  3: 'the number that begins here is not complete',
  4: 'a \\u escape in the string that begins here lacks its four hexadecimal digits',
  5: 'the string that begins here has an escape that JSON does not know',
  6: 'a control character stands inside a string; it must be written as an escape',
};
const controlCharacterError = 6;

/** JSON (RFC 8259) with line and block comments and trailing commas, as VS Code reads its settings. */
export const jsonDialect: JsonDialect = {
  language: 'JSON',
  createScanner: scannerOf,
  readString: (raw) => (raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)),
  readNumber: Number,
  refuseUneditable() {},
};

function scannerOf(text: string): JsonScanner {
  const inner = createScanner(text, false);
  return {
    start: 0,
    end: 0,
    fault: undefined,
    faultOffset: 0,
    isBareKey: false,
    scan(from) {
      // The scanner collects white space one character at a time; stepping over it here keeps memory flat.
      this.start = skipWhitespace(text, from);
      inner.setPosition(this.start);
      const token: number = inner.scan();
      this.end = inner.getPosition();
      const error: number = inner.getTokenError();
      this.fault = error === 0 ? undefined : (faults[error] ?? 'what begins here cannot be read');
      this.faultOffset = this.start;
      if (error === controlCharacterError) {
        while (this.faultOffset < this.end && text.charCodeAt(this.faultOffset) >= 0x20)
          this.faultOffset += 1;
      }
      return token;
    },
  };
}
