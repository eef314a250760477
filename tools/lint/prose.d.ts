export function commentsOfC(text: string): string;
export function textOfMarkdown(text: string): string;
