// Runs once for each part of the page that Gradio keeps: clicks and forms inside it become one event, "act".
const send = (source, argument) =>
  trigger("act", {
    action: source.dataset.action,
    turn: Number(source.dataset.turn ?? -1),
    result: Number(source.dataset.result ?? -1),
    argument: argument ?? source.dataset.argument ?? "",
  });

element.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-action]");
  if (button) send(button);
});

element.addEventListener("submit", (event) => {
  event.preventDefault();
  const form = event.target;
  send(form, new FormData(form).get("argument"));
  form.closest("details")?.removeAttribute("open");
});
