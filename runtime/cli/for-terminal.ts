/** What is not of the characters that most texts are of: only these need a second look, which takes long. */
const striking = /[^\n\t\x20-\x7e]/gu;
/**
 * Controls, line ends that are none to a terminal, and all that is not seen: characters that turn the reading direction,
 * have no width, or only say how others are drawn.
 */
const unseen = /^[\p{Cc}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]$/u;

/** What counts as unseen, and yet is needed where it stands: made when it is, since that takes milliseconds. */
let needed: readonly RegExp[] | undefined;

/** Joins what stands before it to what follows, as Persian, Indian scripts and emoji of several parts need it. */
function joiner(): RegExp {
  const before = String.raw`(?<=[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}])(?<![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])`;
  const after = String.raw`(?=[\p{L}\p{M}\p{Extended_Pictographic}])(?![\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}])`;
  return new RegExp(String.raw`${before}[\u200c\u200d]${after}`, 'uy');
}

/** Says how the character before it is drawn, as emoji and Chinese need it; a second one would be seen by nobody. */
function variation(): RegExp {
  return /(?<=[^\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Cc}\p{Z}\p{Default_Ignorable_Code_Point}])\p{Variation_Selector}/uy;
}

/**
 * Makes a text safe to print: skills and files name themselves, and what they say must not move the cursor, change
 * colours, turn the reading direction or hide anything. Line ends and tabs stay.
 */
export function forTerminal(text: string): string {
  return text.replaceAll(striking, (character, offset: number) =>
    !unseen.test(character) || isNeeded(text, offset) ? character : '\ufffd',
  );
}

function isNeeded(text: string, offset: number): boolean {
  needed ??= [joiner(), variation()];
  return needed.some((pattern) => {
    pattern.lastIndex = offset;
    return pattern.test(text);
  });
}
