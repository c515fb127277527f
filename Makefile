# Every command does its own set-up first; a repeated set-up takes a moment.
# PORT, HOST, DATA_DIR and the other options (docs/configuration.md) pass through: make demo PORT=8123
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench reset lock messages
SHELL := /bin/sh
BIN := .venv/bin
export PYTHONUNBUFFERED := 1

help: ## các lệnh này / these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

setup: ## cài đặt mọi thứ để phát triển / install everything for development
	@scripts/setup.sh dev

demo: ## chạy thử với dữ liệu giả định tại http://127.0.0.1:8000 / run with invented data
	@scripts/setup.sh demo
	@exec $(BIN)/phoihop demo

test: ## chạy mọi phép thử / run every test
	@scripts/setup.sh dev
	@$(BIN)/pytest --cov --cov-report=term:skip-covered $(ARGS)

check: ## kiểm tra định dạng, kiểu, kiến trúc, mẫu trang / formatting, types, architecture, templates
	@scripts/setup.sh dev
	@scripts/check.sh

bench: ## đo tốc độ với 20.000 và 200.000 công việc / measure speed
	@scripts/setup.sh dev
	@$(BIN)/python -m bench $(ARGS)

reset: ## xóa dữ liệu trong DATA_DIR (có hỏi lại) / delete the data in DATA_DIR (asks first)
	@scripts/setup.sh demo
	@$(BIN)/phoihop reset

lock: ## ghim lại phiên bản các gói / pin the packages anew
	@scripts/setup.sh dev
	@scripts/lock.sh

messages: ## thu câu chữ cần dịch vào locale/en / collect the sentences to translate
	@scripts/setup.sh dev
	@$(BIN)/python scripts/messages.py
