import assert from 'node:assert/strict';
import { html } from '../../../../extension/pages/html.ts';

describe('markup of pages', () => {
  it('escapes what is put into it, in text and in attributes', () => {
    const hostile = `"><script>alert('1')</script>&amp;`;
    const { text } = html`<p title="${hostile}">${hostile}</p>`;
    assert.doesNotMatch(text, /<script|"><s/u);
    const escaped = '&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;';
    assert.equal(text, `<p title="${escaped}">${escaped}</p>`);
  });

  it('takes in markup of its own, lists of it and numbers as they are, and leaves out what is not there', () => {
    const items = ['a', '<b>'].map((item) => html`<li>${item}</li>`);
    assert.equal(html`<ul>${items}</ul>${undefined}${2}`.text, '<ul><li>a</li><li>&lt;b&gt;</li></ul>2');
  });
});
