/** An element of a parsed XML document; namespace prefixes are dropped. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  readonly text: string;
}

interface OpenElement {
  readonly name: string;
  readonly attributes: Record<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const CDATA = String.raw`<!\[CDATA\[([\s\S]*?)\]\]>`;
const IGNORED = String.raw`<!--[\s\S]*?-->|<\?[\s\S]*?\?>`;
const TAG = String.raw`<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>`;
const TOKEN = new RegExp(`${CDATA}|${IGNORED}|${TAG}|([^<]+)`, 'gy');
const ATTRIBUTE = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Parses the XML that AWS clients send. Document types, and with them foreign entities, are refused. Throws SyntaxError. */
export function parseXml(text: string): XmlElement {
  const root: OpenElement = { name: '', attributes: {}, children: [], text: '' };
  const open: OpenElement[] = [root];
  let position = 0;
  for (const match of text.matchAll(TOKEN)) {
    const top = open.at(-1) ?? root;
    position = match.index + match[0].length;
    const [, cdata, closing, name, attributes, selfClosing, plain] = match;
    if (cdata !== undefined) top.text += cdata;
    else if (plain !== undefined) top.text += unescape(plain);
    else if (name !== undefined && closing) close(open, localName(name));
    else if (name !== undefined) {
      const element = { name: localName(name), attributes: attributesOf(attributes ?? ''), children: [], text: '' };
      top.children.push(element);
      if (!selfClosing) open.push(element);
    }
  }
  const [document] = root.children;
  if (position !== text.length || open.length !== 1 || root.children.length !== 1 || !document || root.text.trim()) {
    throw new SyntaxError('The XML you provided was not well-formed');
  }
  return document;
}

function close(open: OpenElement[], name: string): void {
  const top = open.pop();
  if (!top || open.length === 0 || top.name !== name) throw new SyntaxError('The XML you provided was not well-formed');
}

function attributesOf(text: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', double, single] of text.matchAll(ATTRIBUTE)) attributes[localName(name)] = unescape(double ?? single ?? '');
  return attributes;
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

function unescape(text: string): string {
  return text.replace(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, entity: string) => {
    if (entity.startsWith('#x')) return String.fromCodePoint(parseInt(entity.slice(2), 16));
    if (entity.startsWith('#')) return String.fromCodePoint(parseInt(entity.slice(1), 10));
    const known = ENTITIES[entity];
    if (known === undefined) throw new SyntaxError(`The XML you provided has an unknown entity ${whole}`);
    return known;
  });
}

/** Text for an element or an attribute; control characters travel as references, as S3 sends them in keys. */
export function escapeXml(text: string): string {
  return text.replace(/[&<>"'\u2028]|(?!\t)\p{Cc}/gu, (character) => {
    const named = Object.entries(ENTITIES).find(([, value]) => value === character);
    return named ? `&${named[0]};` : `&#x${character.charCodeAt(0).toString(16).toUpperCase()};`;
  });
}
