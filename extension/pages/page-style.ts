import { Html } from './html.ts';

/** The editor's own colours and type; no colour of ours, so that every theme and high contrast work. */
export const pageStyle = new Html(`
body { padding: 0; }
main { max-width: 56rem; padding: 1.5rem 2rem 3rem; line-height: 1.5; overflow-wrap: anywhere; }
h1 { font-size: 1.7em; font-weight: 600; margin: 0; line-height: 1.25; }
h2 { font-size: 1.15em; font-weight: 600; margin: 2rem 0 0.6rem; padding-bottom: 0.3rem;
  border-bottom: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
h3 { font-size: 1em; margin: 1.2rem 0 0.3rem; }
p { margin: 0.5rem 0; }
.version { font-weight: 400; color: var(--vscode-descriptionForeground); margin-inline-start: 0.25rem; }
.lead { font-size: 1.05em; margin: 0.4rem 0 0; }
.quiet { color: var(--vscode-descriptionForeground); }
a { color: var(--vscode-textLink-foreground); }
a:hover { color: var(--vscode-textLink-activeForeground); }
a:focus-visible, summary:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.actions { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 1.2rem 0 0; padding: 0; list-style: none; }
.actions a { display: inline-block; padding: 0.25rem 0.8rem; border-radius: 2px; text-decoration: none;
  color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground);
  border: 1px solid var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
.actions a:hover { background: var(--vscode-button-secondaryHoverBackground); }
.actions a.primary { color: var(--vscode-button-foreground); background: var(--vscode-button-background);
  border-color: var(--vscode-button-border, var(--vscode-contrastBorder, transparent)); }
.actions a.primary:hover { background: var(--vscode-button-hoverBackground); }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.25rem 1.5rem; margin: 0.8rem 0 0; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; unicode-bidi: plaintext; }
ul.plain { list-style: none; padding: 0; margin: 0.5rem 0; }
ul.plain > li { margin: 0.35rem 0; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0; }
th { text-align: start; font-weight: 600; white-space: nowrap; }
th, td { padding: 0.25rem 1rem 0.25rem 0; vertical-align: top; }
tbody tr { border-top: 1px solid var(--vscode-panel-border, var(--vscode-contrastBorder, transparent)); }
code, pre { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size); }
code { padding: 0; color: inherit; background: none; }
pre { margin: 0.5rem 0; padding: 0.8rem 1rem; white-space: pre-wrap; unicode-bidi: plaintext;
  background: var(--vscode-textCodeBlock-background);
  border: 1px solid var(--vscode-contrastBorder, transparent); }
pre code { padding: 0; background: none; }
summary { cursor: pointer; }
.notice { margin: 1.2rem 0 0; padding: 0.6rem 1rem;
  border-inline-start: 3px solid var(--vscode-inputValidation-warningBorder, var(--vscode-contrastBorder, currentColor));
  background: var(--vscode-inputValidation-warningBackground, transparent);
  color: var(--vscode-inputValidation-warningForeground, inherit); }
.notice h2, .notice h3 { margin: 0; padding: 0; border: 0; font-size: 1em; }
.notice ul { margin: 0.3rem 0 0; padding-inline-start: 1.2rem; }
.severity { font-weight: 600; }
.severity.block { color: var(--vscode-list-errorForeground); }
.severity.warn { color: var(--vscode-list-warningForeground); }
.others { margin: 0.5rem 0; padding: 0.1rem 1.2rem;
  border-inline-start: 3px solid var(--vscode-textBlockQuote-border, var(--vscode-panel-border, currentColor)); }
.others :is(h1, h2, h3, h4) { font-size: 1.05em; margin: 1rem 0 0.3rem; border: 0; padding: 0; }
.skill + .skill, .actions + .skill { margin-top: 3rem; }
.left-out { opacity: 0.75; }
`);
