import { element } from "./dom.js";

const key = "xs-mesh-theme";

/** The stored choice. A page that was opened as a file may have no storage. */
function stored(): string {
  try {
    return localStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

/** Applies the choice of light or dark colours, and each change of it. */
export function startTheme(): void {
  const choice = element<HTMLSelectElement>("theme");
  const apply = (theme: string) => {
    if (theme === "") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    dispatchEvent(new Event("appearance"));
  };
  choice.addEventListener("change", () => {
    apply(choice.value);
    try {
      localStorage.setItem(key, choice.value);
    } catch {
      // Without storage the choice ends with the page.
    }
  });
  const theme = stored();
  if (theme !== "light" && theme !== "dark") return;
  choice.value = theme;
  apply(theme);
}
