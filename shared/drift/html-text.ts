const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\'': '&#39;' };

/** Text that is harmless in elements and quoted attributes; control characters become visible. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '').replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\uFFFD');
}
