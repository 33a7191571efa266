// The editor of free sections: no file drops, links and lists only.
document.addEventListener("trix-file-accept", (event) => event.preventDefault());
document.addEventListener("trix-before-initialize", () => { window.Trix.config.blockAttributes.heading1.tagName = "h3"; });
