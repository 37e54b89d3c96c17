import { createRoot } from "react-dom/client";

createRoot(document.querySelector("#root")!).render(
  <main>
    <h1>Keyglass</h1>
    <p>A key management service made of glass.</p>
  </main>,
);
