/** CodeMirror, set up as Keyglass uses it: JSON, few colours, our tokens, nothing that traps the keyboard. */
import {
  autocompletion,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { json } from "@codemirror/lang-json";
import { bracketMatching, HighlightStyle, indentUnit, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** Where the cursor stands in the JSON. */
export interface CodePlace {
  /** Names of the members around it, from the outermost; lists are not counted. */
  readonly path: readonly string[];
  /** It is inside a member's name, not its value. */
  readonly name: boolean;
}

export interface Suggestion {
  readonly text: string;
  /** A word or two beside it. */
  readonly detail?: string;
}

export interface CodeFault {
  /** From 1. */
  readonly line: number;
  readonly message: string;
  /** `warning`: it is taken, but hardly meant. */
  readonly severity: "error" | "warning";
}

export interface OpenEditor {
  /** Replaces the text where it is another one. */
  show(text: string): void;
  mark(faults: readonly CodeFault[]): void;
  close(): void;
}

export function openEditor(
  host: HTMLElement,
  how: {
    readonly text: string;
    readonly label: string;
    readonly onChange: (text: string) => void;
    readonly complete: (place: CodePlace) => readonly Suggestion[];
  },
): OpenEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: "open" });
  const parent = document.createElement("div");
  root.append(parent);
  const view = new EditorView({
    parent,
    root,
    state: EditorState.create({
      doc: how.text,
      extensions: [
        lineNumbers(),
        history(),
        drawSelection(),
        bracketMatching(),
        highlightActiveLine(),
        indentUnit.of("  "),
        json(),
        syntaxHighlighting(COLOURS),
        EditorView.lineWrapping,
        autocompletion({ override: [(context) => suggestions(context, how.complete)], icons: false }),
        keymap.of([...completionKeymap, ...historyKeymap, ...lintKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({ "aria-label": how.label, spellcheck: "false" }),
        EditorView.domEventHandlers({ beforeinput: typed }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) how.onChange(update.state.doc.toString());
        }),
        LOOK,
      ],
    }),
  });
  return {
    show(text) {
      if (view.state.doc.toString() === text) return;
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    mark(faults) {
      const { doc } = view.state;
      view.dispatch(
        setDiagnostics(
          view.state,
          faults.map(({ line, message, severity }) => {
            const { from, to, text } = doc.line(Math.min(Math.max(1, line), doc.lines));
            return { from: from + (/\S/.exec(text)?.index ?? 0), to, message, severity };
          }),
        ),
      );
    },
    close() {
      view.destroy();
      parent.remove();
    },
  };
}

/**
 * What is typed over a selection the browser would write with the style of what it replaces, as a `style` attribute, which the page's
 * policy forbids. So it is put in by the editor itself.
 */
function typed(event: InputEvent, view: EditorView): boolean {
  if (event.inputType !== "insertText" || event.data === null || event.isComposing || view.composing) return false;
  const { from, to } = selected(view);
  view.dispatch({
    changes: { from, to, insert: event.data },
    selection: { anchor: from + event.data.length },
    userEvent: "input.type",
    scrollIntoView: true,
  });
  return true;
}

/** The editor may not have heard of the newest selection yet; the root knows it, where browsers let a root be asked. */
function selected(view: EditorView): { readonly from: number; readonly to: number } {
  const root = view.root as ShadowRoot & { readonly getSelection?: () => Selection | null };
  const selection = root.getSelection?.() ?? null;
  const { anchorNode = null, focusNode = null } = selection ?? {};
  if (selection === null || !view.contentDOM.contains(anchorNode) || !view.contentDOM.contains(focusNode))
    return view.state.selection.main;
  const anchor = view.posAtDOM(anchorNode as Node, selection.anchorOffset);
  const focus = view.posAtDOM(focusNode as Node, selection.focusOffset);
  return { from: Math.min(anchor, focus), to: Math.max(anchor, focus) };
}

/* ---- completion ---- */

/** Only inside quotes, where a name of IAM can stand. */
function suggestions(
  { state, pos, explicit }: CompletionContext,
  complete: (place: CodePlace) => readonly Suggestion[],
): CompletionResult | null {
  const node = syntaxTree(state).resolveInner(pos, -1);
  if (node.name !== "String" && node.name !== "PropertyName") return null;
  if (pos <= node.from) return null;
  const path: string[] = [];
  for (let at = node.name === "PropertyName" ? node.parent?.parent : node.parent; at != null; at = at.parent) {
    const named = at.name === "Property" ? at.getChild("PropertyName") : null;
    if (named != null) path.unshift(state.sliceDoc(named.from + 1, named.to - 1));
  }
  const options = complete({ path, name: node.name === "PropertyName" });
  if (options.length === 0 || (!explicit && pos === node.from)) return null;
  return {
    from: node.from + 1,
    to: Math.max(pos, node.to - 1),
    options: options.map(({ text, detail }) => ({ label: text, ...(detail !== undefined && { detail }) })),
    validFor: /^[^"]*$/,
  };
}

/* ---- the look ---- */

const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, fontWeight: "650" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--soft)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--key)" },
]);

const LOOK = EditorView.theme({
  "&": {
    border: "var(--hair) solid var(--edge)",
    borderRadius: "0.5rem",
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    fontSize: "var(--size-sm)",
    overflow: "hidden",
  },
  "&.cm-focused": { outline: "max(2px, var(--stroke)) solid var(--key)", outlineOffset: "2px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.5", minHeight: "14rem", maxHeight: "34rem" },
  ".cm-content": { padding: "0.5rem 0", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", border: "none" },
  ".cm-activeLine": { backgroundColor: "var(--wash)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--key-fill)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--key-fill)", outline: "1px solid var(--edge)" },
  ".cm-lintRange": { backgroundImage: "none" },
  ".cm-lintRange-error": { backgroundImage: "none", textDecoration: "underline wavy var(--hot)" },
  ".cm-lintRange-warning": { backgroundImage: "none", textDecoration: "underline dotted var(--hot)" },
  ".cm-tooltip": {
    border: "var(--hair) solid var(--edge)",
    borderRadius: "0.5rem",
    backgroundColor: "var(--paper)",
    color: "var(--ink)",
    boxShadow: "var(--lift)",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.15rem 0.6rem" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--key)", color: "var(--on-key)" },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "1", fontFamily: "var(--sans)" },
  ".cm-diagnostic": { padding: "0.3rem 0.6rem", borderLeft: "var(--bold) solid var(--hot)" },
});
