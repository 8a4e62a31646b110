import{a as e}from"./chunk-CFTYQ2UQ.js";var t=e();t!=="system"&&(document.documentElement.dataset.theme=t);
