/**
 * The text a person copies or cuts by whatever way: keys, the edit menu, a screen reader; null when
 * there is none. Chromium has no such event for a password. Runs in the preload.
 */
export function selectedText(page: Document): string | null {
  const field = focusedField(page);
  const text =
    field === null
      ? (page.getSelection()?.toString() ?? '')
      : field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0);
  // As Chromium copies plain text: other programs do not take a no-break space for a space.
  return text === '' ? null : text.replaceAll('\u00a0', ' ');
}

/** Whether cutting takes the text out of where it stands. */
export function canCut(page: Document): boolean {
  const field = focusedField(page);
  return field !== null && !field.readOnly && !field.disabled;
}

/** The field the person types in; a radio button or a button is none. */
function focusedField(page: Document): HTMLInputElement | HTMLTextAreaElement | null {
  const focused = page.activeElement;
  const isField = focused instanceof HTMLInputElement || focused instanceof HTMLTextAreaElement;
  return isField && focused.selectionStart !== null ? focused : null;
}
