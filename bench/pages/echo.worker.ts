/** The far end of a wire that costs nothing: answers every message with the same text. Listens on the port that it is sent first. */
addEventListener("message", ({ data }: MessageEvent<{ readonly port: MessagePort; readonly answer: string }>) => {
  const { port, answer } = data;
  port.addEventListener("message", ({ data: { id } }: MessageEvent<{ readonly id: number }>) => {
    port.postMessage({ id, answer });
  });
  port.start();
});
