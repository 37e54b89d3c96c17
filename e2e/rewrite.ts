import type { Locator } from "@playwright/test";

/**
 * Puts a text in place of a code editor's by keyboard, as a person does. `fill` selects behind the editor's back: a fault marked at that
 * moment has the editor write its own selection again, and the old text stays beside the new one.
 */
export async function rewrite(editor: Locator, text: string): Promise<void> {
  await editor.press("ControlOrMeta+a");
  if (text === "") await editor.press("Delete");
  else await editor.page().keyboard.insertText(text);
}
