import type { FormType } from './sent-fields.ts';

/** A form as a click, or Enter, would send it. */
export interface ProbedForm {
  address: string;
  method: string;
  /** How its fields are written: the type, and the encoding of letters. */
  type: FormType;
  encoding: string;
  /** The names of fields that tell where on a picture it was clicked. */
  places: string[];
  /** It asks for nothing but a text to look for. */
  looksLikeSearch: boolean;
  /** What it would send, in its order; empty where not asked for. */
  fields: ProbedField[];
}

/** What a form would send of one of its fields. */
export interface ProbedField {
  name: string;
  value: string;
  /** What it truly holds, where `value` is what stands for a secret; for comparing alone. */
  held?: string;
  /** As the page shows it, where that is not the value. */
  label?: string;
  isHidden?: true;
  isPassword?: true;
  /** `value` is the name of a file. */
  isFile?: true;
}

/** An element that a snapshot has a reference for. */
export interface ProbedElement {
  ref: string;
  role: string;
  name: string;
  tag: string;
  type: string;
  /** What is in it, for a field. */
  value: string;
  /** Of its frame; `null`, the word, where that has none. */
  origin: string;
  /** Of its frame: whence it came, with an origin or without. */
  address: string;
  /** Of the frames around that one, the innermost first. */
  ancestors: string[];
  link: { address: string; isDownload: boolean; opensWindow: boolean } | null;
  click: ProbedForm | null;
  enter: ProbedForm | null;
}
