#!/usr/bin/env python3
"""Prints the sound of telephone keys as requests for payment.interpreter.v1.Interpreter.

usage: keypad_sound.py KEYS [SESSION_ID]

One JSON object a line for each chunk of 100 ms, the last one with is_final; for `call ... -d @-`.
"""

import base64
import json
import math
import struct
import sys

RATE = 8000
LOW = {key: hertz for row, hertz in zip(("123A", "456B", "789C", "*0#D"), (697, 770, 852, 941)) for key in row}
HIGH = {key: hertz for column, hertz in zip(("147*", "2580", "369#", "ABCD"), (1209, 1336, 1477, 1633)) for key in column}


def sound(keys, key_ms=80, pause_ms=80):
    """16-bit samples: a pause, then each key and a pause."""
    samples = [0] * (RATE * pause_ms // 1000)
    for key in keys:
        for i in range(RATE * key_ms // 1000):
            turn = 2 * math.pi * i / RATE
            samples.append(round(8000 * (math.sin(turn * LOW[key]) + math.sin(turn * HIGH[key]))))
        samples += [0] * (RATE * pause_ms // 1000)
    return struct.pack("<%dh" % len(samples), *samples)


def chunks(audio, size=RATE * 2 // 10):
    """The sound in pieces, and whether each is the last."""
    for start in range(0, len(audio), size):
        yield audio[start : start + size], start + size >= len(audio)


def main(keys, session_id="sess-1"):
    for chunk_id, (piece, is_final) in enumerate(chunks(sound(keys))):
        print(
            json.dumps(
                {
                    "version": 1,
                    "session_id": session_id,
                    "chunk_id": chunk_id,
                    "audio_data": base64.b64encode(piece).decode(),
                    "is_final": is_final,
                }
            )
        )


if __name__ == "__main__":
    main(*sys.argv[1:])
