import { Marked } from 'marked';
import { Html, html } from '../html.ts';

// HTML in Markdown is shown as the text that it is.
const marked = new Marked({ gfm: true, renderer: { html: ({ text }) => html`${text}`.text } });

/** Markdown of a dashboard or of the runbook as a piece of a page. Heads get ids, so that links find them. */
export function markdown(text: string): Html {
  const rendered = marked.parse(text, { async: false });
  // Code may be wider than its place: the keyboard has to be able to scroll it.
  return new Html(rendered.replaceAll('<pre>', '<pre tabindex="0">').replaceAll(/<h(\d)>(.*?)<\/h\1>/g, (_, level: string, words: string) => `<h${level} id="${idOf(words)}">${words}</h${level}>`));
}

function idOf(heading: string): string {
  return heading.toLowerCase().replaceAll(/<[^>]*>|&[^;]*;/g, '').replaceAll(/[^\w\s-]/g, '').trim().replaceAll(/\s+/g, '-');
}
