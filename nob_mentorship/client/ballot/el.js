/** Elements, built from texts: nothing here takes HTML. */

/**
 * @param {string} tag
 * @param {object} [attributes] what is null is left out
 * @param {...(Node|string|null|false)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value !== null) {
            element.setAttribute(name, value);
        }
    }
    element.append(...children.filter(Boolean));
    return element;
}

/** @param {() => void} action @returns {HTMLButtonElement} */
export function button(label, action, kind = "btn btn-primary") {
    const element = el("button", { type: "button", class: kind }, label);
    element.addEventListener("click", action);
    return element;
}

/** Say something in a box of its own; "" takes it away. */
export function say(place, sentence, kind = "danger") {
    place.className = sentence ? `alert alert-${kind} text-start mt-3` : "";
    place.textContent = sentence;
}
