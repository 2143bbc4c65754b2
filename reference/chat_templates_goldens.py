"""Chat templates as transformers renders them: real templates (in `chat-templates/`) on conversations that are hard to get right."""

import json
import re
from pathlib import Path

import transformers
from transformers.utils.chat_template_utils import _cached_compile_jinja_template, _render_with_assistant_indices

from golden import golden_path

TEMPLATES = golden_path("lm/src/tokenizer/chat", "templates")
SPECIAL = {"bos_token": "<s>", "eos_token": "</s>"}

TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": 'Weather at a "place" — naïve',
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
                "required": ["city"],
            },
        },
    }
]
CALLS = [
    {
        "id": "call12345",
        "type": "function",
        "function": {"name": "get_weather", "arguments": {"city": "Zürich", "days": 3, "deep": [1, None, True]}},
    }
]


def user(content):
    return {"role": "user", "content": content}


def assistant(content, **fields):
    return {"role": "assistant", "content": content, **fields}


def system(content):
    return {"role": "system", "content": content}


def tool(content):
    return {"role": "tool", "content": content, "tool_call_id": "call12345", "name": "get_weather"}


PROMPT = {"add_generation_prompt": True}

CONVERSATIONS = [
    ([user("Hi there!")], {}),
    ([system("Be brief."), user("Hello"), assistant("Hi!"), user("How are you?")], PROMPT),
    ([system("  sys\n"), user("  padded \n\n text\t\n"), assistant("\n answer  \n"), user("\u3000x\u00a0\ufeff ")], PROMPT),
    ([user("日本語 👩‍👩‍👧 e\u0301 \u0085 \x00 مرحبا"), assistant("😀 ok"), user("next")], {}),
    ([user("2+2?"), assistant("<think>\n easy \n</think>\n\n4 "), user("sure?"), assistant("<think></think>yes"), user("ok")], PROMPT),
    ([user("a \"q\" 'r' \\ {{ x }} {% if %}"), assistant("```js\nlet a = {b: 1};\r\n```")], {}),
    ([user(""), assistant(""), user(" ")], {}),
    ([system("Use tools."), user("Weather?")], {"tools": TOOLS, **PROMPT}),
    ([user("Weather?"), assistant("", tool_calls=CALLS), tool('{"t": 20}'), assistant("It is 20."), user("Thanks")], {"tools": TOOLS, **PROMPT}),
    ([user("q"), assistant("ans", reasoning_content=" thought\n"), user("q2")], PROMPT),
    ([user([{"type": "text", "text": "part one"}, {"type": "text", "text": " two"}])], PROMPT),
    ([user("hi")], {"enable_thinking": False, **PROMPT}),
    ([assistant("first"), user("second")], {}),
]


def utf16(text, index):
    return len(text[:index].encode("utf-16-le")) // 2


def render(template, messages, options):
    options = dict(options)
    arguments = {name: options.pop(name, None) for name in ("tools", "documents")}
    prompt = options.pop("add_generation_prompt", False)
    try:
        text, blocks = _render_with_assistant_indices(
            template, messages=messages, add_generation_prompt=prompt, **arguments, **SPECIAL, **options
        )
    except Exception:  # whatever a template raises: the conversation is refused
        return {"refused": True}
    return {"text": text, "assistant": [[utf16(text, start), utf16(text, end)] for start, end in blocks]}


def main():
    conversations = [{"messages": messages, "options": options} for messages, options in CONVERSATIONS]
    templates = {}
    for file in sorted(TEMPLATES.glob("*.jinja")):
        template = _cached_compile_jinja_template(file.read_bytes().decode())
        templates[file.stem] = [render(template, messages, options) for messages, options in CONVERSATIONS]
    path = golden_path("lm/src/tokenizer/chat", "chat-templates.json")
    golden = {
        "generator": "reference/chat_templates_goldens.py",
        "versions": {"transformers": transformers.__version__},
        "specialTokens": SPECIAL,
        "conversations": conversations,
        "templates": templates,
    }
    text = json.dumps(golden, ensure_ascii=False, indent=1)
    path.write_text(re.sub(r"[\x7f-\x9f\ufeff]", lambda c: f"\\u{ord(c.group()):04x}", text) + "\n")


if __name__ == "__main__":
    main()
